// The overview: its charts, which follow the open list, panels behind one another, the countdown to the next launch.
import { drawLiquidations, drawPerformance, drawTurnover, onTheme } from "./charts.js";

const CHARTS = ["performance", "liquidations", "turnover"];
const state = { url: "", data: null };
const plotOf = (name) => document.querySelector(`[data-chart="${name}"]`);

// A chart behind another one has no size; it is drawn when it comes to the front.
const isShown = (name) => plotOf(name).offsetParent !== null;

function note(name, text) {
  const line = document.querySelector(`[data-chart-note="${name}"]`);
  line.textContent = text;
  line.hidden = !text;
  plotOf(name).hidden = Boolean(text);
}

function showFigure(value) {
  const figure = document.querySelector('[data-chart-figure="performance"]');
  const size = Math.abs(value).toFixed(1);
  figure.textContent = `${size === "0.0" ? "" : value > 0 ? "+" : "\u2212"}${size}%`;
  figure.className = `num pad-end ${size === "0.0" ? "flat" : value > 0 ? "up" : "down"}`;
}

function draw() {
  if (!state.data || !window.Plotly) return;
  const { performance, liquidations, turnover } = state.data;
  note("performance", performance.t.length < 2 ? "No daily closes yet. The line begins after two days." : "");
  note("liquidations", liquidations.t.length ? "" : "No liquidation in the last 24 hours.");
  note("turnover", turnover.t.length ? "" : "No closed hour yet. The first bar appears after a full hour.");
  if (performance.t.length > 1) showFigure(drawPerformance(plotOf("performance"), performance));
  if (liquidations.t.length && isShown("liquidations")) drawLiquidations(plotOf("liquidations"), liquidations);
  if (turnover.t.length && isShown("turnover")) drawTurnover(plotOf("turnover"), turnover);
}

async function load() {
  const url = document.querySelector("#watchlist")?.dataset.charts;
  if (!url) {
    for (const name of CHARTS) note(name, "Nothing is watched yet.");
    return;
  }
  try {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`status ${response.status}`);
    state.data = await response.json();
    state.url = url;
    draw();
  } catch (error) {
    const text = `The chart could not be loaded (${error.message}). Reload the page to try again.`;
    for (const name of CHARTS) note(name, text);
  }
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-pair-tab]");
  if (!tab || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const pair = tab.closest("[data-pair]");
  pair.dataset.pair = tab.dataset.pairTab;
  pair.querySelector(`[data-pair-tab="${tab.dataset.pairTab}"][aria-current]`)?.focus();
  draw();
});

function countDown() {
  const time = document.querySelector("[data-countdown]");
  if (!time) return;
  const minutes = Math.floor((Date.parse(time.dataset.countdown) - Date.now()) / 60_000);
  const hours = Math.floor(minutes / 60);
  const short = `${hours}h ${String(minutes % 60).padStart(2, "0")}m`;
  const text = minutes < 0 ? "Today" : hours < 24 ? short : `${Math.floor(hours / 24)}d ${hours % 24}h`;
  if (time.textContent !== text) time.textContent = text;
}

document.addEventListener("htmx:after:swap", () => {
  const url = document.querySelector("#watchlist")?.dataset.charts;
  if (url && url !== state.url) load();
  else if (!plotOf("performance")?.data) draw();
});
document.body.addEventListener("tw:resync", load);
document.addEventListener("visibilitychange", () => document.hidden || load());
onTheme(draw);
setInterval(countDown, 10_000);
setInterval(() => document.hidden || load(), 300_000);
document.fonts.ready.then(load);
