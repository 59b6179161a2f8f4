// Short messages at the corner: three at most, six seconds, longer under the pointer; errors stay.
import { icon } from "./icons.js";

const MOST = 3;
const STAY_MS = 6_000;
const ANNOUNCE_MS = 5_000;
let announcedAt = -Infinity;
let later = 0;

// Speaks through the page's one polite log, at most once in five seconds; the newest message wins.
export function announce(text) {
  clearTimeout(later);
  later = setTimeout(() => {
    announcedAt = performance.now();
    document.getElementById("announce").textContent = text;
  }, Math.max(announcedAt + ANNOUNCE_MS - performance.now(), 0));
}

function undoButton(token) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: "Undo" });
  button.dataset.undo = token;
  button.setAttribute("aria-keyshortcuts", "u");
  return button;
}

// `kind` is info, success, warning, error, or an alert's urgency; `url` makes the text a link; with the token `undo`
// there is a button that the page takes the act back by.
export function toast(text, { kind = "info", url = "", undo = "" } = {}) {
  const box = document.getElementById("toasts");
  const item = Object.assign(document.createElement("div"), { className: `toast is-${kind}` });
  const line = document.createElement("p");
  const words = url ? Object.assign(document.createElement("a"), { href: url }) : line;
  words.textContent = text;
  if (words !== line) line.append(words);
  const close = Object.assign(document.createElement("button"), { type: "button", className: "btn ghost icon" });
  close.dataset.toastClose = "";
  close.append(icon("x", "s"), Object.assign(document.createElement("span"), { className: "vh", textContent: "Close" }));
  item.append(line, ...(undo ? [undoButton(undo)] : []), close);
  box.append(item);
  while (box.children.length > MOST) box.firstElementChild.remove();
  watch(item);
  announce(text);
}

function watch(item) {
  if (item.classList.contains("is-error")) return;
  let timer = 0;
  const go = () => (timer = setTimeout(() => item.remove(), STAY_MS));
  for (const event of ["mouseenter", "focusin"]) item.addEventListener(event, () => clearTimeout(timer));
  for (const event of ["mouseleave", "focusout"]) item.addEventListener(event, go);
  go();
}

export function start() {
  for (const item of document.querySelectorAll(".toast:not([data-still])")) watch(item);
  document.addEventListener("click", ({ target }) => target.closest("[data-toast-close]")?.closest(".toast").remove());
  document.body.addEventListener("toast", ({ detail }) => toast(detail.text ?? detail.value, detail));
}
