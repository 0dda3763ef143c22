"use strict";
// Keys and drafts. Every page works without this file; with it, no mouse is needed and nothing typed is lost.
(() => {
  const MOVE_MS = 120;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);
  const typing = (target) => target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");

  function forgetFinished() {
    const address = new URL(location.href);
    const finished = address.searchParams.get("saved");
    if (!one("[data-saved]") || !finished) return;
    Object.keys(localStorage).filter((key) => key.startsWith(`foureyes:draft:${finished}:`)).forEach((key) => localStorage.removeItem(key));
    address.searchParams.delete("saved");
    address.searchParams.delete("done");
    history.replaceState(null, "", address);
  }

  // ---- Queue -------------------------------------------------------------------------------------------------------
  function queue() {
    const links = all("[data-row] .open");
    if (!links.length) return;
    const go = (index) => links[Math.max(0, Math.min(index, links.length - 1))].focus();
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
      const at = links.indexOf(document.activeElement);
      if (event.key === "j" || event.key === "ArrowDown") go(at + 1);
      else if (event.key === "k" || event.key === "ArrowUp") go(at < 0 ? 0 : at - 1);
      else if (event.key === "Home") go(0);
      else if (event.key === "End") go(links.length - 1);
      else return;
      event.preventDefault();
    });
    go(0);
  }

  // ---- The page beside the fields -------------------------------------------------------------------------------------
  function stage() {
    const view = one(".stage");
    const thumbs = all("[data-thumb]");
    let moving = 0;
    const scrollTo = (left, top) => {
      cancelAnimationFrame(moving);
      const from = { left: view.scrollLeft, top: view.scrollTop };
      const far = Math.abs(top - from.top) > 2 * view.clientHeight;
      if (calm.matches || far) { view.scrollTo(left, top); return; }
      const began = performance.now();
      const step = (now) => {
        const share = Math.min((now - began) / MOVE_MS, 1);
        const eased = 1 - (1 - share) ** 3;
        view.scrollTo(from.left + (left - from.left) * eased, from.top + (top - from.top) * eased);
        if (share < 1) moving = requestAnimationFrame(step);
      };
      moving = requestAnimationFrame(step);
    };
    const bring = (element) => {
      const frame = view.getBoundingClientRect();
      const box = element.getBoundingClientRect();
      const top = view.scrollTop + box.top - frame.top - (frame.height - box.height) / 2.4;
      const left = view.scrollLeft + box.left - frame.left - (frame.width - box.width) / 2;
      scrollTo(Math.max(left, 0), Math.max(top, 0));
    };
    const page = (number) => {
      thumbs.forEach((thumb) => {
        const current = thumb.dataset.thumb === String(number);
        thumb.toggleAttribute("aria-current", current);
        if (current) thumb.scrollIntoView({ block: "nearest" });
      });
    };
    thumbs.forEach((thumb) => thumb.addEventListener("click", (event) => {
      event.preventDefault();
      scrollTo(0, one(`#page-${thumb.dataset.thumb}`).offsetTop - 12);
      page(thumb.dataset.thumb);
    }));
    return {
      show(number, key) {
        const marks = all(`[data-mark="${number}"]`);
        const main = marks.find((mark) => (mark.dataset.key || "") === (key || "")) || marks.find((mark) => !mark.dataset.key) || marks[0];
        all(".mark.current, .mark.beside").forEach((mark) => mark.classList.remove("current", "beside"));
        marks.forEach((mark) => mark.classList.add(mark === main ? "current" : "beside"));
        if (!main) return;
        bring(one(".box", main));
        page(main.closest("[data-page]").dataset.page);
      },
      zoom() { view.classList.toggle("fit-page"); const current = one(".mark.current .box"); if (current) bring(current); },
      turn(pages) { scrollTo(view.scrollLeft, view.scrollTop + pages * 0.85 * view.clientHeight); },
    };
  }

  // ---- Fields: what each says now ---------------------------------------------------------------------------------------
  function fieldOf(element, index) {
    const entry = one("[data-entry]", element);
    const missing = one("[data-missing]", element);
    const checked = one("[data-checked]", element);
    const word = one(".line .sign", element);
    const asSent = word.cloneNode(true);
    const seen = entry ? one('[type="hidden"]', element).value : "";
    const field = {
      element, entry, missing, checked, seen, number: index + 1, name: element.dataset.name,
      label: one(".line .label", element).textContent,
      detail: one(".detail", element),
      choices: all("[data-choice]", element),
      needs: element.dataset.needs === "1",
      get text() { return missing.checked ? "" : entry.value.trim(); },
      get changed() { return entry !== null && this.text !== seen.trim(); },
      get undecided() { return this.needs && !checked.checked; },
      say() {
        if (!entry) return;
        one("[data-value]", element).textContent = missing.checked ? "missing" : entry.value;
        element.classList.toggle("changed", this.changed);
        const sign = asSent.cloneNode(true);
        if (checked.checked || this.changed || missing.checked) draw(sign, this.changed ? "corrected" : "confirmed");
        one(".line .sign", element).replaceWith(sign);
        this.choices.forEach((choice) => choice.setAttribute("aria-pressed", String(!missing.checked && choice.dataset.text === entry.value)));
        if (!CSS.supports("field-sizing", "content") && entry.tagName === "TEXTAREA") entry.rows = Math.min(4, Math.ceil(entry.value.length / 34) || 1);
      },
    };
    return field;
  }

  function draw(sign, word) {
    sign.className = `sign ${word === "corrected" ? "next" : "done"}`;
    one(".word", sign).textContent = word;
    one(".shape", sign).replaceChildren();
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", word === "corrected" ? "M8 2.5 13.5 8 8 13.5 2.5 8z" : "M3 8.5 6.5 12 13 4.5");
    one(".shape", sign).append(path);
  }

  // ---- Drafts: typed work survives a reload ------------------------------------------------------------------------------
  function drafts(form, fields) {
    const key = `foureyes:draft:${form.dataset.case}:${form.dataset.version}`;
    const keep = () => {
      const kept = fields.filter((field) => field.entry && (field.entry.value !== field.seen || field.missing.checked || field.checked.checked))
        .map((field) => [field.name, { text: field.entry.value, missing: field.missing.checked, checked: field.checked.checked }]);
      if (kept.length) localStorage.setItem(key, JSON.stringify(Object.fromEntries(kept)));
      else localStorage.removeItem(key);
    };
    const restore = () => {
      const kept = JSON.parse(localStorage.getItem(key) || "{}");
      fields.filter((field) => field.entry && kept[field.name]).forEach((field) => {
        const { text, missing, checked } = kept[field.name];
        field.entry.value = text;
        field.missing.checked = missing;
        field.checked.checked = checked;
      });
      return Object.keys(kept).length;
    };
    return { keep, restore };
  }

  // ---- Station ---------------------------------------------------------------------------------------------------------
  function station() {
    const form = one("[data-station]");
    if (!form) return;
    const still = "still" in form.dataset;
    const fields = all(".field", form).map(fieldOf);
    const page = stage();
    const draft = drafts(form, fields);
    const sayer = one("[data-say]");
    const counter = one("[data-need] b");
    const ways = all("[data-way]");
    let current = null;
    let sent = false;

    const say = (text, alarm = false) => { if (sayer) { sayer.textContent = text; sayer.classList.toggle("alarm", alarm); } };
    const undecided = () => fields.filter((field) => field.undecided);
    const editing = () => current !== null && document.activeElement === current.entry;

    function progress() {
      const left = undecided().length;
      if (counter) counter.textContent = left;
      if (!sayer) return;
      if (left) say(`${left} left to check`);
      else say(fields.some((field) => field.changed) ? "All checked. Somebody else approves your correction." : "All checked.");
    }
    function place() {
      const slot = one(".slot", form);
      if (slot) form.style.setProperty("--slot-top", `${slot.offsetTop}px`);
    }
    function show(field, edit = false) {
      closeReview();
      if (current) current.element.classList.remove("current");
      current = field;
      field.element.classList.add("current");
      one(".line", field.element).scrollIntoView({ block: "nearest" });
      page.show(field.number, pressed(field));
      if (edit && field.entry) { field.entry.focus({ preventScroll: true }); field.entry.select(); }
      else field.detail.focus({ preventScroll: true });
    }
    function pressed(field) {
      const choice = field.choices.find((one) => one.getAttribute("aria-pressed") === "true");
      return choice && choice.dataset.text !== field.seen ? choice.dataset.choice : "";
    }
    function changed(field) {
      field.say();
      draft.keep();
      progress();
    }
    function advance() {
      const at = fields.indexOf(current);
      const next = [...fields.slice(at + 1), ...fields.slice(0, at)].find((field) => field.undecided);
      if (next) show(next);
      else openReview();
    }
    function confirm() {
      if (!current.text && !current.missing.checked && (current.needs || current.seen)) {
        if (editing()) say("Nothing is typed. Esc, then M says it is missing on the document.", true);
        else show(current, true);
        return;
      }
      current.checked.checked = true;
      changed(current);
      advance();
    }
    function reset() {
      current.entry.value = current.seen;
      current.missing.checked = false;
      current.checked.checked = false;
      changed(current);
      show(current);
    }
    function toggleMissing() {
      current.missing.checked = !current.missing.checked;
      current.checked.checked = false;
      changed(current);
      if (current.missing.checked) say("Missing on the document. Enter confirms.");
    }
    function choose(choice) {
      current.entry.value = choice.dataset.text;
      current.missing.checked = false;
      current.checked.checked = false;
      changed(current);
      page.show(current.number, pressed(current));
    }
    function step(by) {
      const at = fields.indexOf(current);
      show(fields[Math.max(0, Math.min(at + by, fields.length - 1))]);
    }
    function skip(by) {
      const at = fields.indexOf(current);
      const next = by > 0 ? fields.slice(at + 1).find((field) => field.undecided) : fields.slice(0, Math.max(at, 0)).reverse().find((field) => field.undecided);
      if (next) show(next);
      return Boolean(next);
    }
    function submit() {
      if (editing()) { confirm(); if (undecided().length) return; }
      const left = undecided();
      if (left.length) { show(left[0]); say(left.length === 1 ? "One field still needs you." : `${left.length} fields still need you.`, true); return; }
      if (!one(".review", form) && fields.some((field) => field.changed)) { openReview(); return; }
      form.requestSubmit();
    }

    // The last look before anything is sent: what will happen, and what was changed.
    function openReview() {
      closeReview();
      const corrected = fields.filter((field) => field.changed);
      const box = document.createElement("section");
      box.className = corrected.length ? "review second" : "review";
      box.tabIndex = -1;
      const title = document.createElement("h2");
      title.textContent = corrected.length ? "Corrected, for a second person to approve" : `All checked, nothing changed`;
      const text = document.createElement("p");
      text.textContent = corrected.length ? "Ctrl+Enter saves your correction:" : "Ctrl+Enter approves this entry.";
      box.append(title, text);
      if (corrected.length) box.append(changes(corrected));
      form.append(box);
      form.classList.add("reviewing");
      place();
      box.focus({ preventScroll: true });
    }
    function changes(corrected) {
      const list = document.createElement("dl");
      for (const field of corrected) {
        const term = document.createElement("dt");
        const pair = document.createElement("dd");
        const before = document.createElement("del");
        const after = document.createElement("ins");
        term.textContent = field.label;
        before.textContent = field.seen || "missing";
        after.textContent = field.text || "missing";
        pair.append(before, " → ", after);
        list.append(term, pair);
      }
      return list;
    }
    function closeReview() {
      const box = one(".review", form);
      if (box) box.remove();
      form.classList.remove("reviewing");
    }
    function openWay(name) {
      const way = ways.find((one) => one.dataset.way === name);
      if (!way) return;
      ways.forEach((other) => { other.open = other === way; });
      one("input", way).focus();
    }
    function closeWays() {
      const open = ways.filter((way) => way.open);
      open.forEach((way) => { way.open = false; });
      if (open.length && current) current.detail.focus({ preventScroll: true });
      return open.length > 0;
    }

    const commands = {
      j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
      z: page.zoom, PageDown: () => page.turn(1), PageUp: () => page.turn(-1),
      r: () => openWay("rescan"), x: () => openWay("reject"),
      n: () => one("[data-key-next]").click(), q: () => one("[data-key-queue]").click(),
    };
    const decisions = {
      Enter: confirm, e: () => show(current, true), F2: () => show(current, true), m: toggleMissing, Escape: reset,
    };

    function key(event) {
      if (event.isComposing || event.altKey || event.metaKey) return;
      if (event.key === "Escape" && closeWays()) { event.preventDefault(); return; }
      if (event.target.closest("[data-way]")) return;
      if (event.ctrlKey) { if (event.key === "Enter" && !still && !event.repeat) { event.preventDefault(); submit(); } return; }
      if (event.key === "Tab") { if (!still && current && onField(event.target) && skip(event.shiftKey ? -1 : 1)) event.preventDefault(); return; }
      if (typing(event.target)) { edit(event); return; }
      if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
      if (event.repeat && event.key === "Enter") { event.preventDefault(); return; }
      const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const choice = current && current.choices.find((one) => one.dataset.choice === event.key);
      const reviewing = form.classList.contains("reviewing");
      const act = commands[letter] || (!still && current && !reviewing && (choice ? () => choose(choice) : decisions[letter])) || (reviewing && letter === "Escape" && (() => show(current)));
      if (!act) return;
      event.preventDefault();
      act();
    }
    function edit(event) {
      if (!current || event.target !== current.entry) return;
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); if (!event.repeat) confirm(); }
      else if (event.key === "Escape") { event.preventDefault(); reset(); }
    }
    const onField = (target) => target === document.body || Boolean(target.closest(".detail"));

    fields.forEach((field) => {
      one(".line", field.element).addEventListener("click", () => show(field));
      if (!field.entry) return;
      field.entry.addEventListener("input", () => { field.missing.checked = false; field.checked.checked = false; changed(field); });
      field.missing.addEventListener("change", () => { field.checked.checked = false; changed(field); });
      field.choices.forEach((choice) => choice.addEventListener("click", () => { choose(choice); field.detail.focus({ preventScroll: true }); }));
    });
    all("[data-close]").forEach((button) => button.addEventListener("click", closeWays));
    document.addEventListener("keydown", key);
    addEventListener("resize", place);
    addEventListener("pageshow", () => { sent = false; });
    form.addEventListener("submit", (event) => {
      if (sent || undecided().length) { event.preventDefault(); if (!sent) submit(); return; }
      sent = true;
    });

    if (!still && "refused" in form.dataset) draft.keep();
    else if (!still && draft.restore()) say("Your work from before is back.");
    fields.forEach((field) => field.say());
    place();
    if (!fields.length) return;
    if (!still) progress();
    const first = still ? null : undecided()[0];
    if (first) show(first);
    else if (fields.some((field) => field.checked && field.checked.checked)) { current = fields[0]; show(fields[0]); openReview(); }
    else show(fields[0]);
  }

  forgetFinished();
  queue();
  station();
})();
