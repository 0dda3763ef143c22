"use strict";
// Every page works without scripts; with them no mouse is needed and nothing typed is lost.
import { audit } from "./audit.js";
import { one } from "./dom.js";
import { keying } from "./keying.js";
import { lookup } from "./lookup.js";
import { queue } from "./queue.js";
import { station } from "./station.js";

// What was just done is said once, not again on a reload.
function forgetFinished() {
  const address = new URL(location.href);
  if (!one("[data-saved]")) return;
  address.searchParams.delete("saved");
  address.searchParams.delete("done");
  history.replaceState(null, "", address);
}

// The next person at this desk finds nothing of the last one's.
one("[data-leave]")?.form.addEventListener("submit", () => sessionStorage.clear());

forgetFinished();
queue();
station();
keying();
audit();
lookup();
