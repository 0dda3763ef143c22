"use strict";
// Checking an entry: one field at a time, every decision on a key.
import { all, letterOf, one, typing } from "./dom.js";
import { stage } from "./stage.js";
import { ways } from "./ways.js";
import { work } from "./work.js";

// ---- Fields: what each says now ---------------------------------------------------------------------------------------
function fieldOf(element, index) {
  const entry = one("[data-entry]", element);
  const checked = one("[data-checked]", element);
  const outcomes = all("[data-outcome]", element);
  const word = one(".line .sign", element);
  const asSent = word.cloneNode(true);
  const sent = entry ? all('[type="hidden"]', element).map((input) => input.value) : ["", ""];
  return {
    element, entry, outcomes, checked, seen: sent[0], was: sent[1], number: index + 1, name: element.dataset.name,
    label: one(".line .label", element).textContent,
    detail: one(".detail", element),
    choices: all("[data-choice]", element),
    needs: element.dataset.needs === "1",
    get outcome() { return outcomes.find((radio) => radio.checked)?.value || ""; },
    set outcome(value) { outcomes.forEach((radio) => { radio.checked = radio.value === value; }); },
    get text() { return this.outcome ? "" : entry.value.trim(); },
    get words() { return this.outcome.replace("_", " ") || this.text || "missing"; },
    get before() { return this.seen || this.was.replace("_", " ") || "missing"; },
    get changed() { return entry !== null && (this.text !== this.seen.trim() || (this.outcome !== this.was && this.words !== this.before)); },
    get undecided() { return this.needs && !checked.checked; },
    say() {
      if (!entry) return;
      one("[data-value]", element).textContent = this.outcome.replace("_", " ") || entry.value;
      element.classList.toggle("changed", this.changed);
      const sign = asSent.cloneNode(true);
      if (checked.checked || this.changed) draw(sign, this.changed ? "corrected" : "confirmed");
      one(".line .sign", element).replaceWith(sign);
      this.choices.forEach((choice) => choice.setAttribute("aria-pressed", String(!this.outcome && choice.dataset.text === entry.value)));
      if (!CSS.supports("field-sizing", "content") && entry.tagName === "TEXTAREA") entry.rows = Math.min(4, Math.ceil(entry.value.length / 34) || 1);
    },
  };
}

function draw(sign, word) {
  sign.className = `sign ${word === "corrected" ? "next" : "done"}`;
  one(".word", sign).textContent = word;
  one(".shape", sign).replaceChildren();
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", word === "corrected" ? "M8 2.5 13.5 8 8 13.5 2.5 8z" : "M3 8.5 6.5 12 13 4.5");
  one(".shape", sign).append(path);
}

// ---- Station ---------------------------------------------------------------------------------------------------------
export function station() {
  const form = one("[data-station]");
  if (!form) return;
  const still = "still" in form.dataset;
  const fields = all(".field", form).map(fieldOf);
  const page = stage();
  const sayer = one("[data-say]");
  const counter = one("[data-need] b");
  let current = null;
  let sent = false;
  const out = ways(() => { if (current) current.detail.focus({ preventScroll: true }); });
  const kept = work(form);

  const say = (text, alarm = false) => { if (sayer) { sayer.textContent = text; sayer.classList.toggle("alarm", alarm); } };
  // What QA found wrong is approved by somebody else even where nothing is changed.
  const second = () => "reopened" in form.dataset || fields.some((field) => field.changed);
  const undecided = () => fields.filter((field) => field.undecided);
  const editing = () => current !== null && document.activeElement === current.entry;

  function progress(back = false) {
    const left = undecided().length;
    if (counter) counter.textContent = left;
    if (!sayer) return;
    const again = back ? "Your work from before is back. " : "";
    if (left) say(`${again}${left} left to check`);
    else say(again + (second() ? "All checked. Somebody else approves it." : "All checked."));
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
    kept.changed();
    progress();
  }
  function advance() {
    const at = fields.indexOf(current);
    const next = [...fields.slice(at + 1), ...fields.slice(0, at)].find((field) => field.undecided);
    if (next) show(next);
    else openReview();
  }
  function confirm() {
    if (!current.text && !current.outcome && (current.needs || current.seen)) {
      if (editing()) say("Nothing is typed. Esc, then M says it is missing on the document, I that nobody can read it.", true);
      else show(current, true);
      return;
    }
    current.checked.checked = true;
    changed(current);
    advance();
  }
  function reset() {
    current.entry.value = current.seen;
    current.outcome = current.was;
    current.checked.checked = false;
    changed(current);
    show(current);
  }
  function nothing(outcome) {
    current.outcome = current.outcome === outcome ? "" : outcome;
    current.checked.checked = false;
    changed(current);
    if (current.outcome) say(`${current.label}: ${current.outcome.replace("_", " ")}. Enter confirms.`);
  }
  function choose(choice) {
    current.entry.value = choice.dataset.text;
    current.outcome = "";
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
    if (!one(".review", form) && second()) { openReview(); return; }
    form.requestSubmit();
  }

  // The last look before anything is sent: what will happen, and what was changed.
  function openReview() {
    closeReview();
    const corrected = fields.filter((field) => field.changed);
    const box = document.createElement("section");
    box.className = second() ? "review second" : "review";
    box.tabIndex = -1;
    const title = document.createElement("h2");
    title.textContent = corrected.length ? "Corrected, for a second person to approve" : "All checked, nothing changed";
    const text = document.createElement("p");
    text.textContent = corrected.length ? "Ctrl+Enter saves your correction:" : second() ? "Ctrl+Enter says that it was right; somebody else approves it again." : "Ctrl+Enter approves this entry.";
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
      before.textContent = field.before;
      after.textContent = field.words;
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
  const commands = {
    j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
    z: page.zoom, PageDown: () => page.turn(1), PageUp: () => page.turn(-1),
  };
  const decisions = {
    Enter: confirm, e: () => show(current, true), F2: () => show(current, true), m: () => nothing("missing"), i: () => nothing("illegible"), n: () => nothing("not_applicable"), Escape: reset,
  };

  function key(event) {
    if (event.isComposing || event.altKey || event.metaKey) return;
    if (event.key === "Escape" && out.close()) { event.preventDefault(); return; }
    if (out.inside(event.target)) return;
    if (event.ctrlKey) { if (event.key === "Enter" && !still && !event.repeat) { event.preventDefault(); submit(); } return; }
    if (event.key === "Tab") { if (!still && current && onField(event.target) && skip(event.shiftKey ? -1 : 1)) event.preventDefault(); return; }
    if (typing(event.target)) { edit(event); return; }
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    if (event.repeat && event.key === "Enter") { event.preventDefault(); return; }
    const letter = letterOf(event);
    const choice = current && current.choices.find((one) => one.dataset.choice === event.key);
    const reviewing = form.classList.contains("reviewing");
    const act = commands[letter] || (!still && current && !reviewing && (choice ? () => choose(choice) : decisions[letter])) || (reviewing && letter === "Escape" && (() => show(current)));
    if (!act && !out.press(event)) return;
    event.preventDefault();
    if (act) act();
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
    field.entry.addEventListener("input", () => { field.outcome = ""; field.checked.checked = false; changed(field); });
    field.outcomes.forEach((radio) => radio.addEventListener("change", () => { field.checked.checked = false; changed(field); }));
    field.choices.forEach((choice) => choice.addEventListener("click", () => { choose(choice); field.detail.focus({ preventScroll: true }); }));
  });
  document.addEventListener("keydown", key);
  addEventListener("resize", place);
  addEventListener("pageshow", () => { sent = false; });
  form.addEventListener("submit", (event) => {
    if (sent || undecided().length) { event.preventDefault(); if (!sent) submit(); return; }
    sent = true;
  });

  fields.forEach((field) => field.say());
  place();
  if (!fields.length) return;
  if (!still) progress(kept.restored || "back" in form.dataset);
  const first = still ? null : undecided()[0];
  if (first) show(first);
  else if (fields.some((field) => field.checked && field.checked.checked)) { current = fields[0]; show(fields[0]); openReview(); }
  else show(fields[0]);
}
