"use strict";
// The few words every page's script uses.
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
export const one = (selector, root = document) => root.querySelector(selector);
export const typing = (target) => target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");
export const letterOf = (event) => (event.key.length === 1 ? event.key.toLowerCase() : event.key);
