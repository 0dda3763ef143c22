"use strict";
// Keeps hold of the case while the page is open, and keeps what is typed: on the server, and here until the server has it.
import { all, one } from "./dom.js";

const SAVE_AFTER_MS = 250;
const AGAIN_AFTER_MS = 5000;
const WORDS = {
  401: "You are signed out. What you typed stays on this page: sign in in another tab, then go on here.",
  409: "Somebody else has this case now. What you typed is kept for you.",
};
const SILENT = "The workbench does not answer. What you typed stays on this page and is saved when it does.";

export function work(form) {
  const token = () => { const input = one("[data-token]", form); return input && input.value; };
  if (!token()) return { changed() {}, restored: false };
  const address = `/cases/${form.dataset.case}`;
  const key = `foureyes:unsaved:${form.dataset.person}:${form.dataset.case}`;
  const warning = one("[data-warn]", form);
  const content = () => new URLSearchParams(new FormData(form));
  let leaving = false;
  let waiting = 0;

  const warn = (text) => { warning.textContent = text; warning.hidden = !text; };
  const put = (path, body) => fetch(address + path, { method: "PUT", body, keepalive: true });
  async function save() {
    const body = content().toString();
    try {
      const answer = await put("/draft", new URLSearchParams(body));
      if (answer.ok && sessionStorage.getItem(key) === body) sessionStorage.removeItem(key);
      warn(answer.ok ? "" : WORDS[answer.status] || SILENT);
    } catch { warn(SILENT); }
    if (sessionStorage.getItem(key) !== null) later(AGAIN_AFTER_MS);
  }
  function later(milliseconds) { clearTimeout(waiting); waiting = setTimeout(save, milliseconds); }
  function changed() { sessionStorage.setItem(key, content().toString()); later(SAVE_AFTER_MS); }
  async function beat() {
    try {
      const answer = await put("/hold", new URLSearchParams({ token: token() }));
      if (!answer.ok) { warn(WORDS[answer.status] || SILENT); return; }
      const newest = (await answer.json()).token;
      all("[data-token]").forEach((input) => { input.value = newest; });
    } catch { warn(SILENT); }
  }
  function restore() {
    const kept = new URLSearchParams(sessionStorage.getItem(key) || "");
    if (kept.get("version") !== form.elements.version.value) { sessionStorage.removeItem(key); return false; }
    all("[data-checked], [data-wrong]", form).forEach((box) => { box.checked = kept.has(box.name); });
    for (const [name, value] of kept) {
      const field = form.elements[name];
      if (field && !["version", "token"].includes(name) && !/^(seen|was)\./.test(name) && field.type !== "checkbox") field.value = value;
    }
    later(SAVE_AFTER_MS);
    return true;
  }

  setInterval(beat, 1000 * Number(form.dataset.beat));
  // A decision ends the hold by itself. Others listen as well, and may stop the form from being sent.
  all("form").forEach((other) => other.addEventListener("submit", (event) => setTimeout(() => { leaving = !event.defaultPrevented; })));
  addEventListener("pagehide", () => {
    if (leaving) return;
    if (sessionStorage.getItem(key) !== null) put("/draft", content());
    navigator.sendBeacon(`${address}/give-back`, new URLSearchParams({ token: token() }));
  });
  addEventListener("pageshow", (event) => { leaving = false; if (event.persisted) beat(); });
  return { changed, restored: restore() };
}
