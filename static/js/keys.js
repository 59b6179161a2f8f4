// The keys that work on every page. Single keys rest in fields, with modifiers, and for users who turned them off.
import { toggle as togglePalette } from "./palette.js";
import { cycleTheme, toggleNavigation } from "./theme.js";

const PLACES = { o: "/", m: "/markets/", a: "/alerts/", l: "/launches/", c: "/companies/", k: "/account/keys/" };
const SEQUENCE_MS = 1_200;
let goingSince = -Infinity;

const isField = (target) => target.closest?.("input:not([type=checkbox], [type=range]), textarea, select, [contenteditable=true]");
const isDialogOpen = () => document.querySelector("dialog[open]");

const single = {
  "/": () => {
    const field = document.querySelector("main [data-page-search], main input[type=search]");
    if (field?.offsetParent) field.focus();
    else togglePalette();
  },
  "?": () => document.getElementById("shortcuts")?.showModal(),
  "[": toggleNavigation,
  T: cycleTheme,
  n: () => document.querySelector("main [data-new]")?.click(),
  g: () => (goingSince = performance.now()),
};

function press(event) {
  if (event.defaultPrevented || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    togglePalette();
    return;
  }
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!isPlain || isField(event.target) || isDialogOpen() || "noSingleKeys" in document.body.dataset) return;
  if (performance.now() - goingSince < SEQUENCE_MS && event.key in PLACES) {
    goingSince = -Infinity;
    event.preventDefault();
    // What listens for the same letter on this page must not hear it.
    event.stopImmediatePropagation();
    location.assign(PLACES[event.key]);
    return;
  }
  goingSince = -Infinity;
  if (!(event.key in single)) return;
  event.preventDefault();
  single[event.key]();
}

export function start() {
  if (document.body.classList.contains("public")) return;
  document.addEventListener("keydown", press, { capture: true });
  const key = document.querySelector("[data-command-key]");
  if (key && /Mac|iPhone|iPad/.test(navigator.platform)) key.textContent = "\u2318K";
}
