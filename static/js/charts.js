// Chart style, read from the page's CSS variables, and one function per kind of small chart.

import { compact } from "./format.js";

const root = document.documentElement;

export const css = (name) => getComputedStyle(root).getPropertyValue(name).trim();

export function alpha(colour, share) {
  const hex = colour.replace("#", "");
  const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
  const [red, green, blue] = [0, 2, 4].map((at) => parseInt(full.slice(at, at + 2), 16));
  return `rgba(${red},${green},${blue},${share})`;
}

export const font = () => ({ family: css("--font"), size: 10.5, color: css("--text-2") });

export const config = { displayModeBar: false, responsive: true, scrollZoom: false, doubleClick: "reset" };

export function layout(extra) {
  return {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: font(),
    showlegend: false,
    hovermode: "x unified",
    dragmode: false,
    hoverlabel: { bgcolor: css("--surface-3"), bordercolor: css("--line-strong"), font: { ...font(), color: css("--text") } },
    ...extra,
  };
}

export function axis(extra) {
  return { gridcolor: css("--line"), linecolor: css("--line"), tickcolor: css("--line"), zeroline: false, ...extra };
}

// Theme and direction colours live on <html>; a change redraws from the new variables.
export function onTheme(redraw) {
  new MutationObserver(redraw).observe(root, { attributeFilter: ["data-theme", "data-updown", "data-swap"] });
  matchMedia("(prefers-color-scheme: light)").addEventListener("change", redraw);
}

const LINES = ["--s1", "--s2", "--s5"];
const signed = (value) => `${value > 0 ? "up" : "down"} ${Math.abs(value).toFixed(1)} percent`;
const lastOf = (values) => values.findLast((value) => value !== null) ?? 0;

// Labels at the line ends, moved apart where two lines end close together.
function endLabels(lines, height) {
  const all = lines.flatMap((line) => line.values).filter((value) => value !== null);
  const gap = ((Math.max(...all) - Math.min(...all)) * 13) / Math.max(height - 34, 40);
  const ends = lines.map((line, at) => ({ name: line.name, colour: css(LINES[at]), y: lastOf(line.values) }));
  ends.sort((one, other) => one.y - other.y);
  ends.forEach((end, at) => {
    if (at) end.y = Math.max(end.y, ends[at - 1].y + gap);
  });
  return ends.map((end) => ({
    xref: "paper", x: 1, xanchor: "left", xshift: 4, y: end.y, text: end.name, showarrow: false,
    font: { ...font(), color: end.colour },
  }));
}

export function drawPerformance(plot, data) {
  const lines = data.lines.slice(0, LINES.length);
  const traces = lines.map((line, at) => ({
    type: "scatter", mode: "lines", x: data.t, y: line.values, name: line.name,
    line: { color: css(LINES[at]), width: at ? 1.25 : 2, dash: at > 1 ? "dot" : "solid" },
    fill: at ? "none" : "tozeroy", fillcolor: alpha(css("--s1"), 0.09), hovertemplate: "%{y:+.1f}%",
  }));
  Plotly.react(plot, traces, layout({
    margin: { l: 44, r: 64, t: 10, b: 24 },
    xaxis: axis({ type: "date", showgrid: false, nticks: 5, tickformat: "%d %b", fixedrange: true }),
    yaxis: axis({ ticksuffix: "%", nticks: 5, fixedrange: true, zeroline: true, zerolinecolor: css("--line-strong") }),
    annotations: endLabels(lines, plot.clientHeight),
  }), config);
  const spoken = lines.map((line) => `${line.name} ${signed(lastOf(line.values))}`).join(", ");
  plot.setAttribute("aria-label", `Change over ${data.t.length} days: ${spoken}.`);
  return lastOf(lines[0]?.values ?? []);
}

// Hour by hour: one kind above zero in the colour of rising, the other below it in that of falling.
function drawHours(plot, times, above, below) {
  const bars = ([name, values], colour) => ({
    type: "bar", x: times, y: values, name, marker: { color: css(colour) }, hovertemplate: "%{y:.3s}",
  });
  Plotly.react(plot, [bars(above, "--up"), bars(below, "--down")], layout({
    barmode: "relative", bargap: 0.25, margin: { l: 20, r: 48, t: 10, b: 24 },
    xaxis: axis({ type: "date", showgrid: false, nticks: 6, tickformat: "%H:%M", fixedrange: true }),
    yaxis: axis({
      side: "right", nticks: 5, tickformat: "~s", fixedrange: true, zeroline: true, zerolinecolor: css("--line-strong"),
    }),
  }), config);
}

const sum = (values) => values.reduce((total, value) => total + Math.abs(value ?? 0), 0);

export function drawLiquidations(plot, data) {
  drawHours(plot, data.t, ["Shorts", data.shorts], ["Longs", data.longs]);
  const [longs, shorts] = [sum(data.longs), sum(data.shorts)];
  plot.setAttribute("aria-label", `Liquidations of the last ${data.t.length} hours: longs $${compact(longs)}, shorts $${compact(shorts)}.`);
}

export function drawTurnover(plot, data) {
  drawHours(plot, data.t, ["Rising", data.rising], ["Falling", data.falling]);
  const [rising, falling] = [sum(data.rising), sum(data.falling)];
  const share = Math.round((rising / Math.max(rising + falling, 1)) * 100);
  plot.setAttribute("aria-label", `Turnover of the last ${data.t.length} hours, ${share} percent of it in rising hours.`);
}
