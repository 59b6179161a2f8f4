// The candle chart of the instrument page: fetched, drawn, kept live, and silent while nobody can see it.
import { addTrades, applyQuote, fetchCandles, lastSpan } from "./candle-data.js";
import { drawCandles, drawLast } from "./candles.js";
import { fillTable, spoken, writeLegend } from "./chart-words.js";
import { onTheme } from "./charts.js";
import { price as priceText } from "./format.js";

export const page = document.querySelector("[data-instrument]");
const find = (selector) => page.querySelector(selector);
const plot = find("#chart");
const symbol = page.dataset.instrument;
const decimals = Number(page.dataset.decimals);
const isPhone = matchMedia("(max-width: 760px)").matches;
const [BARS, REFRESH_MS] = [300, 15_000];

const view = {
  data: null, span: null, decimals, show: new Set(page.dataset.show.split(",").filter(Boolean)),
  drag: matchMedia("(pointer: coarse)").matches ? false : "pan", margin: 62, text: (value) => priceText(value, decimals),
};
const state = {
  timeframe: page.dataset.timeframe, quote: null, request: 0, reloadedFor: 0,
  isDirty: false, hasNewBar: false, isSeen: true, isFollowing: true,
};
const span = (data) => lastSpan(data, isPhone ? 70 : 150);

function note(text) {
  const line = find("[data-chart-note]");
  line.textContent = text;
  line.hidden = !text;
}

export async function load({ isRefresh = false } = {}) {
  const mine = ++state.request;
  const skeleton = setTimeout(() => (find("[data-chart-skeleton]").hidden = isRefresh), 150);
  try {
    const data = await fetchCandles(page.dataset.candles, state.timeframe, BARS);
    if (mine === state.request) accept(data, isRefresh);
  } catch (error) {
    if (mine === state.request) note(`The candles could not be loaded (${error.message}). The next attempt is in 15 seconds.`);
  } finally {
    clearTimeout(skeleton);
    find("[data-chart-skeleton]").hidden = true;
  }
}

function accept(data, isRefresh) {
  view.data = data;
  note(data.t.length ? "" : page.dataset.emptyNote);
  if (!data.t.length) return;
  // What is stored may be older than what the socket has said.
  if (state.quote) applyQuote(view.data, state.quote);
  if (!isRefresh || state.isFollowing || !view.span) view.span = span(view.data);
  draw();
}

function draw() {
  if (!view.data?.t.length || !window.Plotly) return;
  drawCandles(plot, view);
  if (!plot.dataset.bound) bind();
  if (!find("[data-chart-rows]").hidden) fillTable(find("[data-chart-rows]"), view);
  describe();
}

function describe(index) {
  writeLegend(page, view, index);
  plot.setAttribute("aria-label", spoken(symbol, state.timeframe, view));
}

function bind() {
  plot.dataset.bound = "true";
  plot.on("plotly_hover", (event) => describe(event.points[0].pointIndex));
  plot.on("plotly_unhover", () => describe());
  plot.on("plotly_clickannotation", (event) => event.annotation.name && location.assign(event.annotation.name));
  plot.on("plotly_relayout", moved);
}

function moved(change) {
  const edges = [change["xaxis.range[0]"], change["xaxis.range[1]"]];
  if (change["xaxis.autorange"]) view.span = span(view.data);
  else if (edges[0] === undefined) return;
  else view.span = edges.map((edge) => (typeof edge === "number" ? edge : Date.parse(`${edge.replace(" ", "T")}Z`)));
  state.isFollowing = view.span[1] > view.data.t.at(-1);
  drawLast(plot, view);
}

// A tick changes the numbers at once and the drawing at most once a second.
function tick({ detail }) {
  const quote = (detail.prices ?? detail)[symbol];
  if (!quote || quote.last === null || quote.last === undefined) return;
  const age = find("[data-price-age] time");
  if (age) age.dateTime = new Date(quote.at_ms).toISOString();
  document.title = `${symbol} ${view.text(quote.last)} · Tidewatch`;
  state.quote = quote;
  if (!view.data?.t.length) return;
  if (applyQuote(view.data, quote)) beginBar(view.data.t.at(-1));
  state.isDirty = true;
}

// The bar that ended is asked for once, when it has had time to be stored.
function beginBar(opened) {
  state.hasNewBar = true;
  if (state.isFollowing) view.span = span(view.data);
  if (opened === state.reloadedFor) return;
  state.reloadedFor = opened;
  setTimeout(() => load({ isRefresh: true }), 2_000);
}

function trades({ detail }) {
  if (detail.symbol === symbol && view.data?.t.length && addTrades(view.data, detail.trades)) state.isDirty = true;
}

function redraw() {
  if (!state.isDirty || document.hidden || !state.isSeen || !plot.dataset.bound) return;
  drawLast(plot, view, state);
  state.isDirty = state.hasNewBar = false;
  describe();
}

export function useTimeframe(timeframe) {
  state.timeframe = timeframe;
  state.isFollowing = true;
  return load();
}

export function useIndicators(keys) {
  view.show = new Set(keys);
  draw();
}

export function useDrag(mode) {
  view.drag = mode;
  draw();
}

export function showTable(isOn) {
  find("[data-chart-rows]").hidden = !isOn;
  if (isOn && view.data?.t.length) fillTable(find("[data-chart-rows]"), view);
}

export function follow() {
  document.body.addEventListener("tw:prices", tick);
  document.body.addEventListener("tw:trades", trades);
  document.body.addEventListener("tw:resync", () => load({ isRefresh: true }));
  document.addEventListener("visibilitychange", () => document.hidden || load({ isRefresh: true }));
  new IntersectionObserver(([entry]) => (state.isSeen = entry.isIntersecting)).observe(plot);
  onTheme(draw);
  setInterval(redraw, 1_000);
  setInterval(() => document.hidden || load({ isRefresh: true }), REFRESH_MS);
}
