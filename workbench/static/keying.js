"use strict";
// Typing fields from the page, one after the other: Enter goes on, Esc lets the letters say why there is nothing to type.
import { all, letterOf, one, typing } from "./dom.js";
import { stage } from "./stage.js";
import { ways } from "./ways.js";
import { work } from "./work.js";

const OUTCOMES = { m: "missing", i: "illegible", n: "not_applicable" };

function rowOf(element) {
  const entry = one("[data-entry]", element);
  const outcomes = all("[data-outcome]", element);
  const picks = all("[data-pick]", element);
  const chosen = (radios) => radios.find((radio) => radio.checked)?.value || "";
  const choose = (radios, value) => radios.forEach((radio) => { radio.checked = radio.value === value; });
  return {
    element, entry, outcomes, picks,
    get outcome() { return chosen(outcomes); },
    set outcome(value) { choose(outcomes, value); },
    get pick() { return chosen(picks); },
    set pick(value) { choose(picks, value); },
    get done() { return Boolean(this.pick || this.outcome || entry.value.trim()); },
    mark() { element.classList.toggle("done", this.done); },
  };
}

export function keying() {
  const form = one("[data-keying]");
  if (!form) return;
  const rows = all("[data-keyed]", form).map(rowOf);
  const page = stage();
  const sayer = one("[data-say]", form);
  const kept = work(form);
  let sent = false;
  const here = () => rows.find((row) => row.element.contains(document.activeElement));
  const say = (text, alarm = false) => { if (sayer) { sayer.textContent = text; sayer.classList.toggle("alarm", alarm); } };
  const out = ways(() => { if (rows.length) go(rows.find((row) => !row.done) || rows[0]); });

  function go(row, edit = !row.picks.length) {
    const target = edit ? row.entry : row.element;
    target.focus({ preventScroll: true });
    if (edit) row.entry.select();
    row.element.scrollIntoView({ block: "nearest" });
  }
  function changed(row) {
    row.mark();
    kept.changed();
    const left = rows.filter((one) => !one.done).length;
    say(left ? `${left} left` : "All there.");
  }
  function onward(row) {
    if (!row.done) { say("Nothing is typed. Esc, then M says it is missing on the document, I that nobody can read it.", true); return; }
    const at = rows.indexOf(row);
    const next = [...rows.slice(at + 1), ...rows.slice(0, at)].find((one) => !one.done);
    if (next) go(next);
    else one("[data-submit]", form).focus();
  }
  function submit() {
    const left = rows.filter((row) => !row.done);
    if (left.length) { go(left[0]); say(left.length === 1 ? "One field still needs you." : `${left.length} fields still need you.`, true); return; }
    form.requestSubmit();
  }
  function letter(row, event) {
    const pressed = letterOf(event);
    const pick = row.picks.find((radio) => radio.value && radio.value === pressed);
    if (pick) { row.pick = row.pick === pressed ? "" : pressed; row.outcome = ""; row.entry.value = ""; changed(row); onward(row); }
    else if (OUTCOMES[pressed]) { row.outcome = row.outcome === OUTCOMES[pressed] ? "" : OUTCOMES[pressed]; row.pick = ""; row.entry.value = ""; changed(row); onward(row); }
    else if (pressed === "Enter") onward(row);
    else if (pressed === "e" || pressed === "F2" || pressed === "Escape") go(row, true);
    else if (pressed === "j" || pressed === "ArrowDown" || pressed === "k" || pressed === "ArrowUp") {
      const at = rows.indexOf(row) + (["j", "ArrowDown"].includes(pressed) ? 1 : -1);
      go(rows[Math.max(0, Math.min(at, rows.length - 1))], false);
    } else return false;
    return true;
  }
  function key(event) {
    if (event.isComposing || event.altKey || event.metaKey) return;
    if (event.key === "Escape" && out.close()) { event.preventDefault(); return; }
    if (out.inside(event.target)) return;
    const row = here();
    if (event.ctrlKey) { if (event.key === "Enter" && rows.length && !event.repeat) { event.preventDefault(); submit(); } return; }
    if (event.key === "PageDown" || event.key === "PageUp") { event.preventDefault(); page.turn(event.key === "PageDown" ? 1 : -1); return; }
    if (typing(event.target)) {
      if (!row) return;
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); if (!event.repeat) onward(row); }
      else if (event.key === "Escape") { event.preventDefault(); go(row, false); say("I illegible · M missing · N not applicable · E types again"); }
      return;
    }
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    if ((row && letter(row, event)) || out.press(event)) event.preventDefault();
    else if (event.key === "z") page.zoom();
  }

  rows.forEach((row) => {
    row.element.tabIndex = -1;
    row.entry.addEventListener("input", () => { row.outcome = ""; row.pick = ""; changed(row); });
    row.outcomes.forEach((radio) => radio.addEventListener("change", () => { row.pick = ""; changed(row); }));
    row.picks.forEach((radio) => radio.addEventListener("change", () => { row.outcome = ""; changed(row); }));
    row.mark();
  });
  document.addEventListener("keydown", key);
  addEventListener("pageshow", () => { sent = false; });
  form.addEventListener("submit", (event) => {
    if (sent || rows.some((row) => !row.done)) { event.preventDefault(); if (!sent) submit(); return; }
    sent = true;
  });
  if (rows.length) go(rows.find((row) => !row.done) || rows[0]);
}
