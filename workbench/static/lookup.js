"use strict";
// Values of other systems' tables under a field while it is typed: arrows choose, Enter takes, Escape goes on typing.
import { all, one } from "./dom.js";

const PAUSE = 120;

function lookupOf(entry, address, number) {
  const list = document.createElement("ul");
  const field = entry.name.replace("value.", "");
  let pause = 0;
  let asked = 0;
  let at = -1;
  const items = () => [...list.children];

  list.className = "offers";
  list.id = `offers-${number}`;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  entry.after(list);
  entry.setAttribute("aria-controls", list.id);

  function close() { clearTimeout(pause); asked += 1; list.hidden = true; at = -1; entry.removeAttribute("aria-activedescendant"); }
  function mark(to) {
    at = (to + items().length) % items().length;
    items().forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
    entry.setAttribute("aria-activedescendant", items()[at].id);
  }
  function take(text) {
    entry.value = text;
    entry.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    entry.focus({ preventScroll: true });
  }
  function offer(texts) {
    list.replaceChildren(...texts.map((text, index) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${index}`;
      item.textContent = text;
      item.setAttribute("role", "option");
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(text); });
      return item;
    }));
    at = -1;
    list.hidden = texts.length === 0;
  }
  async function ask() {
    const mine = asked += 1;
    const answer = await fetch(`${address}?${new URLSearchParams({ field, typed: entry.value.slice(0, 200) })}`).catch(() => null);
    if (!answer?.ok) return;
    const texts = await answer.json();
    if (mine === asked && document.activeElement === entry) offer(texts.filter((text) => text !== entry.value));
  }
  entry.addEventListener("input", () => { clearTimeout(pause); if (entry.value.trim().length > 1) pause = setTimeout(ask, PAUSE); else close(); });
  entry.addEventListener("blur", close);
  entry.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at < 0 ? -1 : at - 1);
    else if (event.key === "Enter" && at >= 0) take(items()[at].textContent);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

export function lookup() {
  const form = one("form[data-lookup]");
  if (form) all("[data-entry]", form).forEach((entry, number) => lookupOf(entry, `/cases/${form.dataset.case}/lookup`, number));
}
