// The lines on this chart: shown at once, kept by the server, selected, listed, removed, and put back by Undo.
import { lineAt, lineDetail, lineName } from "./chart-lines.js";
import { find, hasBars, plot, redrawMarks, view } from "./chart-view.js";
import { toast } from "./toasts.js";

const menu = find("#draw-menu");
const form = menu.querySelector("form");
const REACH_PX = matchMedia("(pointer: coarse)").matches ? 14 : 6;
const removed = new Map();
let queue = Promise.resolve();

async function send(url, name, value) {
  const body = new FormData(form);
  body.set(name, value);
  const response = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
  // Who is signed out is led to a page.
  const told = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : {};
  if (response.ok && told.error === undefined && !response.redirected) return told;
  const sentence = response.redirected ? "You are signed out. Sign in again." : told.error?.message;
  throw Object.assign(new Error(`The server answered with status ${response.status}.`), { sentence });
}

function complain(what, error) {
  const text = `${what} ${error.sentence ?? (error instanceof TypeError ? "The server could not be reached." : error.message)}`;
  const line = menu.querySelector("[data-draw-wrong]");
  line.textContent = text;
  line.hidden = false;
  toast(text, { kind: "error" });
}

// One after the other: a line is removed by the number that its own answer brought.
function keep(act, undo, what) {
  menu.querySelector("[data-draw-wrong]").hidden = true;
  queue = queue.then(act).catch((error) => {
    undo();
    show();
    complain(what, error);
  });
}

function item(each) {
  const line = menu.parentElement.querySelector("template[data-drawn-line]").content.firstElementChild.cloneNode(true);
  const [choose, remove] = line.querySelectorAll("button");
  choose.setAttribute("aria-pressed", each === view.selected);
  choose.firstElementChild.textContent = lineName(each, view.text);
  choose.lastElementChild.textContent = lineDetail(each);
  choose.addEventListener("click", () => select(each === view.selected ? undefined : each));
  remove.title = `Remove ${lineName(each, view.text)}`;
  remove.addEventListener("click", () => removeLines([each]));
  return line;
}

function show() {
  const list = menu.querySelector("[data-drawn]");
  const at = [...list.querySelectorAll("button")].indexOf(document.activeElement);
  list.replaceChildren(...view.drawings.map(item));
  if (at >= 0) (list.querySelectorAll("button")[Math.min(at, view.drawings.length * 2 - 1)] ?? menu.querySelector("[data-tool]")).focus();
  menu.querySelector("[data-none-drawn]").hidden = view.drawings.length > 0;
  menu.querySelector("[data-remove-all]").hidden = !view.drawings.length;
  redrawMarks();
}

export function select(line) {
  if (line === view.selected) return;
  view.selected = line;
  show();
}

export function add(lines) {
  view.drawings = [...view.drawings, ...lines];
  view.selected = undefined;
  show();
  const plain = lines.map(({ kind, points }) => ({ kind, points }));
  const act = async () => {
    const { drawings } = await send(form.action, "lines", JSON.stringify(plain));
    drawings.forEach(({ id }, at) => (lines[at].id = id));
  };
  const undo = () => (view.drawings = view.drawings.filter((each) => !lines.includes(each)));
  keep(act, undo, lines.length > 1 ? "The lines could not be saved." : "The line could not be saved.");
}

export function removeLines(lines) {
  if (!lines.length) return;
  const before = view.drawings;
  view.drawings = before.filter((each) => !lines.includes(each));
  view.selected = undefined;
  show();
  const token = `drawing-${removed.size}`;
  removed.set(token, lines);
  const act = async () => {
    await send(form.dataset.remove, "ids", lines.map(({ id }) => id).join(","));
    toast(lines.length > 1 ? `${lines.length} lines are removed.` : `${lineName(lines[0], view.text)} is removed.`, { undo: token });
  };
  const undo = () => (view.drawings = before.filter((each) => view.drawings.includes(each) || lines.includes(each)));
  keep(act, undo, "It could not be removed.");
}

function putBack(button) {
  const lines = removed.get(button.dataset.undo);
  if (!lines) return;
  removed.set(button.dataset.undo, null);
  button.closest(".toast").remove();
  add(lines);
}

export function undoLast() {
  [...document.querySelectorAll("#toasts [data-undo]")].at(-1)?.click();
}

function key(event) {
  if (!view.selected || event.target.closest?.("input, select, textarea, dialog, [popover]")) return;
  if (event.key === "Escape") select();
  if (event.key === "Delete" || event.key === "Backspace") removeLines([view.selected]);
}

export function startDrawings() {
  view.drawings = JSON.parse(document.getElementById("chart-drawings").textContent);
  document.addEventListener("keydown", key);
  document.addEventListener("click", ({ target }) => target.closest("[data-undo]") && putBack(target.closest("[data-undo]")));
  menu.querySelector("[data-remove-all]").addEventListener("click", () => removeLines(view.drawings));
  // The click that Plotly makes out of a touch does not say where it was.
  let pressed = [0, 0];
  plot.addEventListener("pointerdown", ({ clientX, clientY }) => (pressed = [clientX, clientY]), { capture: true });
  plot.addEventListener("click", () => {
    if (!hasBars()) return;
    const box = plot.getBoundingClientRect();
    select(lineAt(view, [pressed[0] - box.left, pressed[1] - box.top], REACH_PX));
  });
  show();
}
