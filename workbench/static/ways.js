"use strict";
// The small forms above a case: each opens by its key, one at a time, and closes without a trace.
import { all, letterOf, one } from "./dom.js";

export function ways(back) {
  const known = all("[data-way]");
  const open = (way) => {
    known.forEach((other) => { other.open = other === way; });
    one("input:not([type=hidden]), button, a", way).focus();
  };
  const close = () => {
    const opened = known.filter((way) => way.open);
    opened.forEach((way) => { way.open = false; });
    if (opened.length) back();
    return opened.length > 0;
  };
  all("[data-close]").forEach((button) => button.addEventListener("click", close));
  return {
    close,
    inside: (target) => Boolean(target.closest("[data-way]")),
    // Whether the key was for one of these, or for going somewhere else.
    press(event) {
      const letter = letterOf(event);
      const way = known.find((one) => one.dataset.wayKey.toLowerCase() === letter);
      const link = one({ s: "[data-key-next]", q: "[data-key-queue]" }[letter] || "#none");
      if (way) open(way);
      else if (link) link.click();
      return Boolean(way || link);
    },
  };
}
