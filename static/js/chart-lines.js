// Lines that a person has drawn: as Plotly takes them, in words, and which of them stands under a pixel.
import { frame } from "./chart-frame.js";
import { css, font } from "./charts.js";

const HANDLE_PX = 4;

function stroke(view, line) {
  const isSelected = line === view.selected;
  return { color: css(isSelected ? "--accent" : "--text-2"), width: isSelected ? 2 : 1.25 };
}

function handle([time, price]) {
  const [least, most] = [-HANDLE_PX, HANDLE_PX];
  return {
    type: "circle", xsizemode: "pixel", xanchor: time, x0: least, x1: most, ysizemode: "pixel", yanchor: price, y0: least, y1: most,
    fillcolor: css("--surface-1"), line: { color: css("--accent"), width: 1.5 },
  };
}

export function lineShapes(view) {
  return view.drawings.flatMap((each) => {
    const [[time, price], end] = each.points;
    const line = stroke(view, each);
    if (each.kind === "line") return [{ type: "line", xref: "paper", x0: 0, x1: 1, y0: price, y1: price, line }];
    const trend = { type: "line", x0: time, y0: price, x1: end[0], y1: end[1], line };
    return each === view.selected ? [trend, ...each.points.map(handle)] : [trend];
  });
}

// The price of each horizontal line on the axis, where it is in view.
export function lineTags(view, range) {
  return view.drawings.filter(({ kind, points: [[, price]] }) => kind === "line" && range && price >= range[0] && price <= range[1]).map((each) => ({
    xref: "paper", x: 1, xanchor: "left", xshift: 1, y: each.points[0][1], text: view.text(each.points[0][1]), showarrow: false,
    bgcolor: css("--surface-3"), bordercolor: stroke(view, each).color, borderpad: 1, font: { ...font(), size: 11, color: css("--text") },
  }));
}

function distance([x, y], [[fromX, fromY], [toX, toY]]) {
  const [wide, tall] = [toX - fromX, toY - fromY];
  const share = Math.min(Math.max(((x - fromX) * wide + (y - fromY) * tall) / (wide ** 2 + tall ** 2 || 1), 0), 1);
  return Math.hypot(x - fromX - share * wide, y - fromY - share * tall);
}

// The nearest line within reach of a pixel, if there is one.
export function lineAt(view, pixel, reach) {
  const { place, width } = frame(view);
  const ends = ({ kind, points }) => {
    const [first, second] = points.map(place);
    return kind === "line" ? [[0, first[1]], [width, first[1]]] : [first, second];
  };
  const near = view.drawings.map((each) => [distance(pixel, ends(each)), each]).filter(([away]) => away <= reach);
  return near.sort(([one], [other]) => one - other)[0]?.[1];
}

const day = (ms) => new Date(ms).toISOString().slice(0, 16).replace("T", " ");

export function lineName({ kind, points: [[time, price], end] }, text) {
  return kind === "line" ? `Line at ${text(price)}` : `Trend ${text(price)} to ${text(end[1])}`;
}

export function lineDetail({ kind, points: [[time], end] }) {
  return kind === "line" ? "" : `${day(time)} to ${day(end[0])} UTC`;
}
