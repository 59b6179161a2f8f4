// Calls by day: bars of what was answered and what failed, or the same as a table.
import { axis, config, css, layout, onTheme } from "./charts.js";

const plot = document.getElementById("usage-chart");
const { t, good, bad } = JSON.parse(document.getElementById("usage-data").textContent);
const bars = (name, values, colour) => ({
  type: "bar", x: t, y: values, name, marker: { color: css(colour) }, hovertemplate: "%{y:,}",
});

function draw() {
  Plotly.react(plot, [bars("Answered", good, "--s1"), bars("Failed", bad, "--crit")], layout({
    barmode: "stack", bargap: 0.25, margin: { l: 10, r: 48, t: 10, b: 24 },
    xaxis: axis({ type: "date", showgrid: false, nticks: plot.clientWidth < 420 ? 4 : 6, tickangle: 0, tickformat: "%d %b", fixedrange: true }),
    yaxis: axis({ side: "right", nticks: 5, rangemode: "tozero", tickformat: "~s", fixedrange: true }),
  }), config);
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-usage-table]");
  if (!button) return;
  const rows = document.querySelector("[data-usage-rows]");
  button.setAttribute("aria-pressed", String(rows.classList.toggle("is-open")));
  if (rows.classList.contains("is-open")) rows.focus();
});
onTheme(draw);
document.fonts.ready.then(draw);
