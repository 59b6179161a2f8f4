// The candle chart of the instrument page: fetched, kept live, and silent while nobody can see it.
import { addTrades, applyQuote, fetchCandles } from "./candle-data.js";
import { drawLast } from "./candles.js";
import { describe, draw, find, followed, hasBars, lastPart, note, page, plot, symbol, view } from "./chart-view.js";
import { onTheme } from "./charts.js";

const [BARS, REFRESH_MS] = [300, 15_000];
const state = { show: [], compared: [], quote: null, request: 0, reloadedFor: 0, isDirty: false, hasNewBar: false, isSeen: true };

export async function load({ isRefresh = false } = {}) {
  const mine = ++state.request;
  const skeleton = setTimeout(() => (find("[data-chart-skeleton]").hidden = isRefresh), 150);
  const show = state.show.join(",") || "none";
  const query = { timeframe: view.timeframe, limit: BARS, show, compare: state.compared.join(",") };
  try {
    const data = await fetchCandles(page.dataset.candles, query);
    if (mine === state.request) accept(data, isRefresh);
  } catch (error) {
    if (mine !== state.request) return;
    if (error.sentence) throw error;
    note(`The candles could not be loaded (${error.message}). The next attempt is in 15 seconds.`);
  } finally {
    clearTimeout(skeleton);
    find("[data-chart-skeleton]").hidden = true;
  }
}

function accept(data, isRefresh) {
  view.data = data;
  note(data.t.length ? "" : page.dataset.emptyNote);
  // What is stored may be older than what the socket has said.
  if (data.t.length && state.quote) applyQuote(view.data, state.quote);
  if (data.t.length && (!isRefresh || !view.span)) view.span = lastPart();
  else if (data.t.length && view.isFollowing) view.span = followed();
  draw();
  page.dispatchEvent(new CustomEvent("tw:chart", { detail: data }));
}

// A tick changes the numbers at once and the drawing at most once a second.
function tick({ detail }) {
  const quote = (detail.prices ?? detail)[symbol];
  if (!quote || quote.last === null || quote.last === undefined) return;
  const age = find("[data-price-age] time");
  if (age) age.dateTime = new Date(quote.at_ms).toISOString();
  document.title = `${symbol} ${view.text(quote.last)} · Tidewatch`;
  state.quote = quote;
  if (!hasBars()) return;
  if (applyQuote(view.data, quote)) beginBar(view.data.t.at(-1));
  state.isDirty = true;
}

// The bar that ended is asked for once, when it has had time to be stored.
function beginBar(opened) {
  state.hasNewBar = true;
  if (view.isFollowing) view.span = followed();
  if (opened === state.reloadedFor) return;
  state.reloadedFor = opened;
  setTimeout(() => load({ isRefresh: true }), 2_000);
}

function trades({ detail }) {
  if (detail.symbol === symbol && hasBars() && addTrades(view.data, detail.trades)) state.isDirty = true;
}

function redraw() {
  if (!state.isDirty || document.hidden || !state.isSeen || !plot.dataset.bound) return;
  drawLast(plot, view, state);
  state.isDirty = state.hasNewBar = false;
  describe(view.pointed);
}

export function useTimeframe(timeframe) {
  view.timeframe = timeframe;
  view.pointed = view.lead = undefined;
  view.isFollowing = true;
  return load();
}

// Show these indicators, flags and instruments; what the server refuses changes nothing and is thrown.
export async function useChart({ show, compared }) {
  const before = { show: state.show, compared: state.compared };
  Object.assign(state, { show, compared });
  view.hasFlags = show.includes("alerts");
  try {
    await load({ isRefresh: true });
  } catch (error) {
    Object.assign(state, before);
    view.hasFlags = before.show.includes("alerts");
    throw error;
  }
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
