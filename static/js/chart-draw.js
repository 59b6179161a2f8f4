// Drawing on the chart: a tool is taken up, pointer or keys set its points, Escape puts it down.
import { add } from "./chart-drawings.js";
import { frame } from "./chart-frame.js";
import { find, hasBars, page, view } from "./chart-view.js";
import { announce } from "./toasts.js";

const layer = find("[data-draw-layer]");
const hint = find("[data-draw-hint]");
const idle = { kind: "", first: null, cursor: null };
const tool = { ...idle };
const isTouch = matchMedia("(pointer: coarse)").matches;
const press = isTouch ? "Tap" : "Click";
const byKeys = isTouch ? "" : ", or use the arrow keys and Enter";
const HINTS = { line: `${press} a price${byKeys}.`, trend: `${press} where it begins${byKeys}.`, second: `${press} where it ends${byKeys}.` };
const FINE = 1 / 100;
const MOVED_PX = 6;

function show() {
  layer.toggleAttribute("hidden", !tool.kind);
  hint.hidden = !tool.kind;
  hint.firstElementChild.textContent = HINTS[tool.first ? "second" : tool.kind] ?? "";
  if (tool.kind) announce(hint.firstElementChild.textContent);
  for (const button of page.querySelectorAll("[data-tool]")) button.setAttribute("aria-pressed", button.dataset.tool === tool.kind);
  preview();
}

function set(name, values) {
  const shape = layer.querySelector(`[data-part=${name}]`);
  shape.toggleAttribute("hidden", !values);
  for (const [key, value] of Object.entries(values ?? {})) shape.setAttribute(key, value);
}

// The crosshair, and the line as it would be.
function preview() {
  if (!tool.kind || !hasBars()) return;
  const { place, width } = frame(view);
  const [x, y] = tool.cursor ? place(tool.cursor) : [];
  const [x1, y1] = tool.first ? place(tool.first) : [];
  set("across", tool.cursor && { x1: 0, x2: width, y1: y, y2: y, class: tool.kind === "line" ? "line" : "cross" });
  set("down", tool.cursor && { x1: x, x2: x, y1: 0, y2: view.height, class: "cross" });
  set("trend", tool.first && tool.cursor && { x1, y1, x2: x, y2: y, class: "line" });
  set("begin", tool.first && { cx: x1, cy: y1, r: 4 });
}

function drop() {
  Object.assign(tool, idle);
  show();
}

export function take(kind) {
  if (!hasBars()) return;
  const isSame = tool.kind === kind;
  Object.assign(tool, idle, { kind: isSame ? "" : kind });
  find("#draw-menu").hidePopover();
  show();
}

function finish(points) {
  const { kind } = tool;
  drop();
  add([{ kind, points }]);
}

const isApart = (one, other) => one[0] !== other[0] || one[1] !== other[1];

function setPoint() {
  if (tool.kind === "line") return finish([tool.cursor]);
  if (tool.first) return isApart(tool.first, tool.cursor) && finish([tool.first, tool.cursor]);
  tool.first = tool.cursor;
  return show();
}

// The chart is where the layer is, so that both count pixels alike.
const pixel = ({ offsetX, offsetY }) => [offsetX, offsetY];

function move(event) {
  tool.cursor = frame(view).point(...pixel(event));
  preview();
}

// Two clicks, or one drag from end to end.
function begin(event) {
  if (event.button !== 0) return;
  event.preventDefault();
  move(event);
  tool.hasJustBegun = tool.kind === "trend" && !tool.first;
  if (tool.hasJustBegun) setPoint();
}

function release(event) {
  if (event.button !== 0 || !tool.cursor) return;
  move(event);
  const [x, y] = pixel(event);
  const from = tool.first && frame(view).place(tool.first);
  if (!tool.hasJustBegun || Math.hypot(x - from[0], y - from[1]) > MOVED_PX) setPoint();
}

function start() {
  const at = view.pointed ?? view.data.t.length - 1;
  return [view.data.t[at], view.data.c[at]];
}

function step(across, up) {
  const { place, point, width, height } = frame(view);
  const [time, price] = tool.cursor ?? start();
  const [x, y] = place([time, price]);
  const wide = (view.data.step / (view.span[1] - view.span[0])) * width;
  const next = point(x + across * wide, y - up * height);
  tool.cursor = [across ? next[0] : time, up ? next[1] : price];
  preview();
}

const KEYS = {
  Escape: drop,
  Enter: () => (tool.cursor ? setPoint() : step(0, 0)),
  ArrowLeft: (size) => step(-size, 0),
  ArrowRight: (size) => step(size, 0),
  ArrowUp: (size) => step(0, size * FINE),
  ArrowDown: (size) => step(0, -size * FINE),
};

function key(event) {
  const isElsewhere = event.target.closest?.("input, select, textarea, dialog, [popover]");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!tool.kind || !isPlain || isElsewhere || !(event.key in KEYS)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  KEYS[event.key](event.shiftKey ? 10 : 1);
}

export function startDrawing() {
  addEventListener("keydown", key, { capture: true });
  layer.addEventListener("pointermove", move);
  layer.addEventListener("pointerdown", begin);
  layer.addEventListener("pointerup", release);
  hint.lastElementChild.addEventListener("click", drop);
  // Other candles may have come meanwhile, or none.
  page.addEventListener("tw:chart", () => (hasBars() ? preview() : drop()));
  page.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-tool]");
    if (button) take(button.dataset.tool);
  });
}
