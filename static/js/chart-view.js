// The chart of the instrument page as it stands: its numbers, what part is in view, and how it is drawn and described.
import { lastSpan } from "./candle-data.js";
import { drawCandles, drawLast } from "./candles.js";
import { fillTable, spoken, writeLegend } from "./chart-words.js";
import { price as priceText } from "./format.js";

export const page = document.querySelector("[data-instrument]");
export const find = (selector) => page.querySelector(selector);
export const plot = find("#chart");
export const symbol = page.dataset.instrument;
const decimals = Number(page.dataset.decimals);
const isPhone = matchMedia("(max-width: 760px)").matches;

export const view = {
  data: null, span: null, decimals, timeframe: page.dataset.timeframe, hasFlags: false, isFollowing: true, lead: undefined, pointed: undefined,
  drawings: [], selected: undefined,
  drag: matchMedia("(pointer: coarse)").matches ? false : "pan", margin: 62, text: (value) => priceText(value, decimals),
};
export const lastPart = () => lastSpan(view.data, isPhone ? 70 : 150);
// What is in view moves on with the last candle: as wide and as far from the edge as a person left it.
export function followed() {
  if (view.lead === undefined) return lastPart();
  const end = view.data.t.at(-1) + view.lead;
  return [end - (view.span[1] - view.span[0]), end];
}

export const hasBars = () => Boolean(view.data?.t.length);

export function note(text) {
  const line = find("[data-chart-note]");
  line.textContent = text;
  line.hidden = !text;
}

export function draw() {
  if (!hasBars() || !window.Plotly) return;
  drawCandles(plot, view);
  if (!plot.dataset.bound) bind();
  if (!find("[data-chart-rows]").hidden) fillTable(find("[data-chart-rows]"), view);
  describe(view.pointed);
}

// What stands on the candles, when it changes and they do not.
export function redrawMarks() {
  if (hasBars() && plot.dataset.bound) drawLast(plot, view);
}

export function describe(index) {
  writeLegend(page, view, index);
  plot.setAttribute("aria-label", spoken(symbol, view.timeframe, view));
}

function bind() {
  plot.dataset.bound = "true";
  plot.on("plotly_hover", (event) => describe(event.points[0].pointIndex));
  plot.on("plotly_unhover", () => describe(view.pointed));
  plot.on("plotly_clickannotation", (event) => event.annotation.name && location.assign(event.annotation.name));
  plot.on("plotly_relayout", moved);
}

function moved(change) {
  const edges = [change["xaxis.range[0]"], change["xaxis.range[1]"]];
  if (change["xaxis.autorange"]) look();
  else if (edges[0] !== undefined) {
    look(edges.map((edge) => (typeof edge === "number" ? edge : Date.parse(`${edge.replace(" ", "T")}Z`))));
  }
}

// Show another part; without one the first view again.
function look(span) {
  view.span = span ?? lastPart();
  view.lead = span && span[1] - view.data.t.at(-1);
  view.isFollowing = view.span[1] > view.data.t.at(-1);
  drawLast(plot, view, { hasMoved: true });
  describe(view.pointed);
}

function zoom(factor) {
  const [from, to] = view.span;
  const anchor = Math.min(to, view.data.t.at(-1));
  const width = Math.max((anchor - from) * factor, view.data.step * 10);
  look([Math.max(anchor - width, view.data.t[0] - view.data.step), anchor + (to - anchor) * factor]);
}

// Point at the candle beside the one that is pointed at, or at the last.
function step(by) {
  const last = view.data.t.length - 1;
  view.pointed = Math.min(Math.max((view.pointed ?? last + (by < 0 ? 1 : 0)) + by, 0), last);
  drawLast(plot, view);
  describe(view.pointed);
}

function reset() {
  view.pointed = undefined;
  look();
}

const KEYS = { "+": () => zoom(0.7), "-": () => zoom(1 / 0.7), 0: reset, ArrowLeft: () => step(-1), ArrowRight: () => step(1) };

export function pressKey(key) {
  if (hasBars() && plot.dataset.bound) KEYS[key]?.();
}

export function useDrag(mode) {
  view.drag = mode;
  draw();
}

export function showTable(isOn) {
  find("[data-chart-rows]").hidden = !isOn;
  if (isOn && hasBars()) fillTable(find("[data-chart-rows]"), view);
}
