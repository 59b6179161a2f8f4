// One candle chart: price with volume, indicators over it and below it, lines to compare with, drawn from plain arrays.
import { extent } from "./candle-data.js";
import { compareLabels, compareLines, compareTraces, isComparing, percentTicks } from "./chart-compare.js";
import { flagLetters, flagShapes } from "./chart-flags.js";
import { MARGIN, range } from "./chart-frame.js";
import { lineShapes, lineTags } from "./chart-lines.js";
import { domains, indicatorTraces, paneAxes, paneRanges, panesOf, paneShapes } from "./chart-panes.js";
import { alpha, axis, config, css, font, layout } from "./charts.js";

const isUp = (data, at) => data.c[at] >= data.o[at];
const directions = (data, up, down) => data.c.map((_, at) => (isUp(data, at) ? up : down));
const volumeColours = (data) => directions(data, alpha(css("--up"), 0.28), alpha(css("--down"), 0.28));

function traces(view) {
  const { data } = view;
  const [up, down] = [css("--up"), css("--down")];
  return [
    { type: "bar", x: data.x, y: data.v, yaxis: "y2", marker: { color: volumeColours(data) }, hoverinfo: "skip" },
    {
      type: "candlestick", x: data.x, open: data.o, high: data.h, low: data.l, close: data.c, hoverinfo: "none",
      increasing: { line: { color: up, width: 1 }, fillcolor: css("--surface-1") },
      decreasing: { line: { color: down, width: 1 }, fillcolor: down },
    },
    ...compareTraces(view),
    ...indicatorTraces(data),
  ];
}

const lastDirection = (data) => css(isUp(data, data.c.length - 1) ? "--up" : "--down");

function shapes(view) {
  const { data } = view;
  const last = data.c.at(-1);
  const line = { width: 1, color: lastDirection(data), dash: "dot" };
  const price = { type: "line", xref: "paper", x0: 0, x1: 1, y0: last, y1: last, line };
  return [price, ...pointer(view), ...lineShapes(view), ...paneShapes(data), ...flagShapes(view, domains(data).price[0])];
}

// A line through the candle that the arrow keys point at.
function pointer({ data, pointed }) {
  const time = data.t[pointed];
  const line = { width: 1, color: css("--text-3"), dash: "dot" };
  return time === undefined ? [] : [{ type: "line", yref: "paper", x0: time, x1: time, y0: 0, y1: 1, line }];
}

function annotations(view) {
  const { data, text } = view;
  const place = domains(data).price;
  const tag = {
    xref: "paper", x: 1, xanchor: "left", xshift: 1, y: data.c.at(-1), text: text(data.c.at(-1)), showarrow: false,
    bgcolor: lastDirection(data), borderpad: 2, font: { ...font(), size: 11, color: css("--surface-1") },
  };
  const pixels = (view.height - MARGIN.t - MARGIN.b) * (place[1] - place[0]);
  return [...lineTags(view, range(view)), tag, ...compareLabels(view, range(view), pixels), ...flagLetters(view, place[0])];
}

function spikes() {
  const line = { spikethickness: 1, spikedash: "dot", spikecolor: css("--text-3") };
  return { ...line, showspikes: true, spikemode: "across", spikesnap: "cursor" };
}

const volumeRange = (data, span) => [0, (extent(data, [data.v], span)?.[1] || 1) * 1.05];

function axes(view) {
  const { data, span, decimals } = view;
  const place = domains(data).price;
  const count = panesOf(data).length;
  const right = { side: "right", fixedrange: true };
  const ticks = isComparing(view) ? percentTicks(view, range(view)) : { tickmode: "auto", nticks: 8, tickformat: `,.${decimals}f` };
  return {
    xaxis: axis({
      type: "date", rangeslider: { visible: false }, range: span, anchor: count ? `y${2 + count}` : "y",
      nticks: view.width < 500 ? 4 : 8, tickangle: 0, ...spikes(),
    }),
    yaxis: axis({ ...right, ...spikes(), domain: place, range: range(view), ...ticks }),
    yaxis2: { visible: false, fixedrange: true, range: volumeRange(data, span), domain: [place[0], place[0] + (1 - place[0]) * 0.16] },
    ...paneAxes(data, span),
  };
}

function measure(plot, view) {
  view.width = plot.clientWidth - view.margin;
  view.height = plot.clientHeight;
}

export function drawCandles(plot, view) {
  measure(plot, view);
  const figure = layout({
    hovermode: "x", dragmode: view.drag, margin: { ...MARGIN, r: view.margin },
    ...axes(view), shapes: shapes(view), annotations: annotations(view),
  });
  return Plotly.react(plot, traces(view), figure, { ...config, scrollZoom: true });
}

function movedTicks(view) {
  const ticks = percentTicks(view, range(view));
  return isComparing(view) ? { "yaxis.tickvals": ticks.tickvals, "yaxis.ticktext": ticks.ticktext } : {};
}

// One call moves the last candle, its volume, the price line and its tag. Times are sent only when one was added.
export function drawLast(plot, view, { hasNewBar = false, hasMoved = false } = {}) {
  measure(plot, view);
  const { data, span } = view;
  const lines = compareLines(view);
  const rest = lines.map(() => undefined);
  const bars = { y: [data.v, undefined, ...lines], "marker.color": [volumeColours(data), undefined, ...rest] };
  if (hasNewBar) bars.x = [data.x, data.x, ...lines.map(() => data.x)];
  for (const name of ["open", "high", "low", "close"]) bars[name] = [undefined, data[name[0]], ...rest];
  const moved = {
    shapes: shapes(view), annotations: annotations(view), "xaxis.range": span,
    "yaxis.range": range(view), "yaxis2.range": volumeRange(data, span), ...movedTicks(view),
    // What an indicator says does not change with a tick, only with the part in view.
    ...((hasNewBar || hasMoved) && paneRanges(data, span)),
  };
  return Plotly.update(plot, bars, moved, [0, 1, ...lines.map((_, index) => index + 2)]);
}
