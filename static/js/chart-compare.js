// Other instruments as lines of percent since the left edge of what is in view, drawn on the price's own axis.
import { toneOf } from "./chart-panes.js";
import { css, font } from "./charts.js";
import { percent } from "./format.js";

const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const LABEL_PX = 17;

const isKnown = (value) => value !== null && value !== undefined && value > 0;
export const isComparing = ({ data }) => data.compare.length > 0;
const lastKnown = (values) => values.findLast(isKnown);

// The first candle in view at which every line has a price, so that all of them begin at nought together.
export function baseIndex({ data, span }) {
  const begins = data.t.findIndex((time, at) => time >= span[0] && data.compare.every(({ values }) => isKnown(values[at])));
  return Math.max(begins, 0);
}

export function change(values, base, index = values.length - 1) {
  const value = isKnown(values[index]) ? values[index] : lastKnown(values.slice(0, index + 1));
  return isKnown(values[base]) && isKnown(value) ? (value / values[base] - 1) * 100 : null;
}

// Each line in prices of the chart's own instrument, as if it had begun where that one was.
export function compareLines(view) {
  const base = baseIndex(view);
  const { data } = view;
  return data.compare.map(({ values }) => {
    const factor = isKnown(values[base]) ? data.c[base] / values[base] : null;
    return data.t.map((_, at) => (factor && at >= base && isKnown(values[at]) ? values[at] * factor : null));
  });
}

const toneAt = ({ data }, index) => toneOf(data.indicators.length + index);

export function compareTraces(view) {
  return compareLines(view).map((y, index) => ({
    type: "scatter", mode: "lines", x: view.data.x, y, yaxis: "y", hoverinfo: "skip", connectgaps: true,
    line: { color: css(toneAt(view, index)), width: 1.7, dash: view.data.indicators.length + index > 4 ? "dash" : "solid" },
  }));
}

// Ticks in percent at round steps, placed where they stand on the axis of prices.
export function percentTicks(view, range) {
  if (!isComparing(view) || !range) return {};
  const start = view.data.c[baseIndex(view)];
  const [low, high] = range.map((value) => (value / start - 1) * 100);
  const step = STEPS.find((each) => (high - low) / each <= 8) ?? STEPS.at(-1);
  const count = Math.floor(high / step) - Math.ceil(low / step) + 1;
  const ticks = Array.from({ length: count }, (_, at) => (Math.ceil(low / step) + at) * step);
  const ticktext = ticks.map((tick) => percent(tick).replace(step >= 1 ? /\.00%$/ : /$^/, "%"));
  return { tickmode: "array", tickvals: ticks.map((tick) => start * (1 + tick / 100)), ticktext };
}

// A label at the end of each line, moved apart where they would cover one another.
export function compareLabels(view, range, pixels) {
  const base = baseIndex(view);
  const lines = compareLines(view);
  const labels = view.data.compare.map(({ symbol, values }, index) => ({
    y: lastKnown(lines[index]), index, text: `${symbol.split("-")[0]} ${percent(change(values, base))}`,
  })).filter(({ y }) => y !== undefined && range).sort((one, other) => one.y - other.y);
  let floor = -Infinity;
  return labels.map(({ y, index, text }) => {
    const at = ((y - range[0]) / (range[1] - range[0])) * pixels;
    const placed = Math.max(at, floor + LABEL_PX);
    floor = placed;
    return {
      xref: "paper", x: 1, xanchor: "right", xshift: -2, y, yshift: placed - at, text, showarrow: false,
      bgcolor: css(toneAt(view, index)), borderpad: 2, font: { ...font(), size: 10.5, weight: 500, color: css("--bg") },
    };
  });
}

export const toneClass = (index) => `tone-${index % 5}`;
export const compareTone = (view, index) => toneClass(view.data.indicators.length + index);
