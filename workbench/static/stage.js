"use strict";
// The page beside the fields: it moves to the evidence before the eye does.
import { all, one } from "./dom.js";

const MOVE_MS = 120;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export function stage() {
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
