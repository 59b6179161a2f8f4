// The track record's charts: how often prices moved as announced, and whether a confidence means what it says.
import { axis, config, css, layout, onTheme } from "./charts.js";

const plots = { hits: document.getElementById("record-hits"), reliability: document.getElementById("record-reliability") };
let data = null;

const spread = (chart) => ({
  type: "data", symmetric: false, color: css("--text-2"), thickness: 1, width: 4,
  array: chart.high.map((high, at) => high - chart.y[at]),
  arrayminus: chart.low.map((low, at) => chart.y[at] - low),
});
const margins = { l: 10, r: 48, t: 10, b: 32 };
const shares = (extra) => axis({ side: "right", range: [0, 100], ticksuffix: "%", nticks: 6, fixedrange: true, ...extra });
const counts = (chart, noun) => chart.count.map((count) => `${count} ${noun}`);

function drawHits(plot, chart) {
  Plotly.react(plot, [{
    type: "bar", x: chart.x, y: chart.y, text: counts(chart, "prices"), textposition: "none", width: 0.5,
    marker: { color: css("--s1"), opacity: 0.45 }, error_y: spread(chart), hovertemplate: "%{y:.0f}% of %{text}<extra></extra>",
  }], layout({
    margin: margins, xaxis: axis({ type: "category", showgrid: false, fixedrange: true }), yaxis: shares(),
    shapes: [{ type: "line", xref: "paper", x0: 0, x1: 1, y0: 50, y1: 50, line: { color: css("--line-strong"), dash: "dot", width: 1 } }],
  }), config);
  const spoken = chart.x.map((name, at) => `${chart.y[at]} percent after ${name}`).join(", ");
  plot.setAttribute("aria-label", `Share of prices that moved as announced: ${spoken}.`);
}

function drawReliability(plot, chart) {
  const line = { color: css("--line-strong"), dash: "dot", width: 1 };
  Plotly.react(plot, [
    { type: "scatter", mode: "lines", x: [0, 100], y: [0, 100], line, hoverinfo: "skip" },
    {
      type: "scatter", mode: "markers", cliponaxis: false, x: chart.x, y: chart.y, text: counts(chart, "events"), error_y: spread(chart),
      marker: { color: css("--s1"), size: 8 }, hovertemplate: "said %{x:.0f}%, true %{y:.0f}% of %{text}<extra></extra>",
    },
  ], layout({
    margin: { ...margins, b: 44 }, hovermode: "closest", yaxis: shares(),
    xaxis: axis({ range: [0, 100], ticksuffix: "%", nticks: 6, fixedrange: true, title: { text: "confidence", font: { size: 11 }, standoff: 6 } }),
  }), config);
  const spoken = chart.x.map((said, at) => `${said} percent said, ${chart.y[at]} percent true`).join("; ");
  plot.setAttribute("aria-label", `Confidence against what proved true: ${spoken}.`);
}

function note(plot, text) {
  const line = plot.parentElement.querySelector("[data-record-note]");
  line.textContent = text;
  line.hidden = !text;
}

function draw() {
  if (!data || !window.Plotly) return;
  const kinds = { hits: [drawHits, "No change is measured yet."], reliability: [drawReliability, "No announced event is decided yet."] };
  for (const [name, [paint, empty]] of Object.entries(kinds)) {
    const plot = plots[name];
    if (!plot) continue;
    note(plot, data[name].x.length ? "" : empty);
    if (data[name].x.length) paint(plot, data[name]);
    else plot.setAttribute("aria-label", empty);
  }
}

async function load() {
  const shown = Object.values(plots).filter(Boolean);
  try {
    const response = await fetch(shown[0].dataset.record, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`status ${response.status}`);
    data = await response.json();
    draw();
  } catch (error) {
    for (const plot of shown) note(plot, `The chart could not be loaded (${error.message}). Reload the page to try again.`);
  }
}

onTheme(draw);
document.fonts.ready.then(load);
