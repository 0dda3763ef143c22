"use strict";
// Looking again at an approved entry: Enter says right, W says wrong and asks what the document says.
import { all, letterOf, one, typing } from "./dom.js";
import { stage } from "./stage.js";
import { ways } from "./ways.js";
import { work } from "./work.js";

export function audit() {
  const form = one("[data-audit]");
  if (!form) return;
  const page = stage();
  const kept = work(form);
  const sayer = one("[data-say]", form);
  const out = ways(() => rows[0]?.element.focus());
  const rows = all("[data-audited]", form).map((element) => ({
    element, wrong: one("[data-wrong]", element), entry: one("[data-entry]", element),
    mark() { element.classList.toggle("wrong", this.wrong.checked); },
  }));
  let sent = false;
  const say = (text) => { sayer.textContent = text; };
  const here = () => rows.find((row) => row.element.contains(document.activeElement));

  function go(row) { row.element.focus({ preventScroll: true }); row.element.scrollIntoView({ block: "nearest" }); }
  function step(row, by) { go(rows[Math.max(0, Math.min(rows.indexOf(row) + by, rows.length - 1))]); }
  function changed(row) {
    row.mark();
    kept.changed();
    const wrong = rows.filter((one) => one.wrong.checked).length;
    say(wrong ? `${wrong} wrong: the case will be reopened.` : "Nothing marked as wrong.");
  }
  function flag(row) {
    row.wrong.checked = !row.wrong.checked;
    changed(row);
    if (row.wrong.checked) row.entry.focus();
  }
  function key(event) {
    if (event.isComposing || event.altKey || event.metaKey) return;
    const row = here();
    if (event.ctrlKey) { if (event.key === "Enter" && !event.repeat) { event.preventDefault(); form.requestSubmit(); } return; }
    if (event.key === "PageDown" || event.key === "PageUp") { event.preventDefault(); page.turn(event.key === "PageDown" ? 1 : -1); return; }
    if (typing(event.target)) {
      if (row && (event.key === "Enter" || event.key === "Escape")) { event.preventDefault(); if (event.key === "Enter") step(row, 1); else go(row); }
      return;
    }
    if (event.key === "Enter" && event.target.closest("a, button")) return;
    const letter = letterOf(event);
    if (row && letter === "w") flag(row);
    else if (row && ["Enter", "j", "ArrowDown"].includes(letter)) step(row, 1);
    else if (row && ["k", "ArrowUp"].includes(letter)) step(row, -1);
    else if (letter === "z") page.zoom();
    else if (!out.press(event)) return;
    event.preventDefault();
  }

  rows.forEach((row) => {
    row.element.addEventListener("focusin", () => page.show(Number(row.element.dataset.audited), ""));
    row.wrong.addEventListener("change", () => changed(row));
    row.entry.addEventListener("input", () => { row.wrong.checked = true; changed(row); });
    row.mark();
  });
  document.addEventListener("keydown", key);
  addEventListener("pageshow", () => { sent = false; });
  form.addEventListener("submit", (event) => { if (sent) event.preventDefault(); sent = true; });
  if (rows.length) go(rows.find((row) => row.wrong.checked) || rows[0]);
}
