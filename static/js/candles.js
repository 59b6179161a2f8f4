// One candle chart: price with volume and averages, RSI and MACD in their own panes, drawn from plain arrays.
import { flags, priceRange, reach } from "./candle-data.js";
import { alpha, axis, config, css, font, layout } from "./charts.js";

const PANES = { rsi: "yaxis3", macd: "yaxis4" };
const FLAGS = { N: "--s3", T: "--warn-fill" };

// Where each pane stands, from the bottom 0 to the top 1; the price takes what the others leave.
function domains(show) {
  const shown = Object.keys(PANES).filter((name) => show.has(name));
  if (shown.length === 2) return { price: [0.32, 1], rsi: [0.165, 0.29], macd: [0, 0.14] };
  return shown.length ? { price: [0.19, 1], [shown[0]]: [0, 0.165] } : { price: [0, 1] };
}

const isUp = (data, at) => data.c[at] >= data.o[at];
const directions = (data, up, down) => data.c.map((_, at) => (isUp(data, at) ? up : down));
const volumeColours = (data) => directions(data, alpha(css("--up"), 0.28), alpha(css("--down"), 0.28));

function line(data, values, colour, yaxis, width = 1.3) {
  return { type: "scatter", mode: "lines", x: data.x, y: values, yaxis, line: { color: css(colour), width }, hoverinfo: "skip" };
}

function traces({ data, show }) {
  const [up, down] = [css("--up"), css("--down")];
  const list = [
    { type: "bar", x: data.x, y: data.v, yaxis: "y2", marker: { color: volumeColours(data) }, hoverinfo: "skip" },
    {
      type: "candlestick", x: data.x, open: data.o, high: data.h, low: data.l, close: data.c, hoverinfo: "none",
      increasing: { line: { color: up, width: 1 }, fillcolor: css("--surface-1") },
      decreasing: { line: { color: down, width: 1 }, fillcolor: down },
    },
  ];
  if (show.has("ema")) list.push(line(data, data.ema, "--s2", "y"));
  if (show.has("sma")) list.push(line(data, data.sma, "--s3", "y"));
  if (show.has("rsi")) list.push(line(data, data.rsi, "--s4", "y3"));
  if (show.has("macd")) {
    const colours = data.histogram.map((value) => alpha(css(value >= 0 ? "--up" : "--down"), 0.5));
    list.push({ type: "bar", x: data.x, y: data.histogram, yaxis: "y4", marker: { color: colours }, hoverinfo: "skip" });
    list.push(line(data, data.macd, "--s1", "y4", 1.1), line(data, data.signal, "--s2", "y4", 1));
  }
  return list;
}

const lastDirection = (data) => css(isUp(data, data.c.length - 1) ? "--up" : "--down");
const across = { xref: "paper", x0: 0, x1: 1 };
const rule = (y, line, extra) => ({ ...across, type: "line", y0: y, y1: y, line: { width: 1, ...line }, ...extra });

function shapes(view) {
  const { data, show } = view;
  const place = domains(show);
  const list = [rule(data.c.at(-1), { color: lastDirection(data), dash: "dot" })];
  for (const name of Object.keys(PANES)) {
    const top = place[name] && place[name][1] + 0.014;
    if (top) list.push(rule(top, { color: css("--line-strong") }, { yref: "paper" }));
  }
  if (show.has("rsi")) {
    const fillcolor = alpha(css("--s4"), 0.06);
    list.push({ ...across, type: "rect", yref: "y3", y0: 30, y1: 70, fillcolor, line: { width: 0 }, layer: "below" });
  }
  for (const flag of flags(view)) {
    list.push({
      type: "line", x0: flag.time, x1: flag.time, yref: "paper", y0: place.price[0], y1: 1,
      line: { color: alpha(css(FLAGS[flag.letter]), 0.45), width: 1, dash: "dot" },
    });
  }
  return list;
}

function annotations(view) {
  const { data, show, text } = view;
  const foot = domains(show).price[0];
  const tag = {
    xref: "paper", x: 1, xanchor: "left", xshift: 1, y: data.c.at(-1), text: text(data.c.at(-1)), showarrow: false,
    bgcolor: lastDirection(data), borderpad: 2, font: { ...font(), size: 11, color: css("--surface-1") },
  };
  const letters = flags(view).map((flag) => ({
    x: flag.time, yref: "paper", y: foot, yanchor: "bottom", yshift: 3, text: flag.letter, showarrow: false,
    bgcolor: css(FLAGS[flag.letter]), borderpad: 2.5, font: { ...font(), size: 9.5, weight: 700, color: css("--bg") },
    hovertext: flag.title.replaceAll("<", "&lt;"), captureevents: true, name: flag.url,
  }));
  return [tag, ...letters];
}

function spikes() {
  const line = { spikethickness: 1, spikedash: "dot", spikecolor: css("--text-3") };
  return { ...line, showspikes: true, spikemode: "across", spikesnap: "cursor" };
}

const volumeRange = (data, span) => [0, reach(data, ["v"], span) * 1.05];

function macdRange(data, span) {
  const most = reach(data, ["macd", "signal", "histogram"], span) * 1.1;
  return [-most, most];
}

function axes({ data, show, span, decimals }) {
  const place = domains(show);
  const foot = show.has("macd") ? "y4" : show.has("rsi") ? "y3" : "y";
  const bottom = place.price[0];
  const right = { side: "right", fixedrange: true };
  const price = { ...right, ...spikes(), domain: place.price, range: priceRange(data, span), nticks: 8 };
  const volume = { visible: false, fixedrange: true, range: volumeRange(data, span) };
  const zero = { zeroline: true, zerolinecolor: css("--line-strong") };
  return {
    xaxis: axis({ type: "date", rangeslider: { visible: false }, range: span, anchor: foot, nticks: 8, ...spikes() }),
    yaxis: axis({ ...price, tickformat: `,.${decimals}f` }),
    yaxis2: { ...volume, domain: [bottom, bottom + (1 - bottom) * 0.16] },
    ...(place.rsi && { yaxis3: axis({ ...right, domain: place.rsi, tickvals: [30, 70], range: [10, 90] }) }),
    ...(place.macd && { yaxis4: axis({ ...right, ...zero, domain: place.macd, range: macdRange(data, span), nticks: 3 }) }),
  };
}

export function drawCandles(plot, view) {
  const figure = layout({
    hovermode: "x", dragmode: view.drag, margin: { l: 0, r: view.margin, t: 6, b: 22 },
    ...axes(view), shapes: shapes(view), annotations: annotations(view),
  });
  return Plotly.react(plot, traces(view), figure, { ...config, scrollZoom: true });
}

// One call moves the last candle, its volume, the price line and its tag. Times are sent only when one was added.
export function drawLast(plot, view, { hasNewBar = false } = {}) {
  const { data, span } = view;
  const bars = { y: [data.v, undefined], "marker.color": [volumeColours(data), undefined] };
  if (hasNewBar) bars.x = [data.x, data.x];
  for (const name of ["open", "high", "low", "close"]) bars[name] = [undefined, data[name[0]]];
  const moved = {
    shapes: shapes(view), annotations: annotations(view), "xaxis.range": span,
    "yaxis.range": priceRange(data, span), "yaxis2.range": volumeRange(data, span),
  };
  if (view.show.has("macd")) moved["yaxis4.range"] = macdRange(data, span);
  return Plotly.update(plot, bars, moved, [0, 1]);
}
