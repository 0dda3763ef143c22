"use strict";
// The queue by keyboard.
import { all, one, typing } from "./dom.js";

export function queue() {
  const links = all("[data-row] .open");
  const take = one("[data-key-take]");
  if (take) document.addEventListener("keydown", (event) => {
    if (event.key === "t" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) take.click();
  });
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
