// Indicators as Plotly draws them: lines over the price, and panes below it with their axes.
import { extent } from "./candle-data.js";
import { alpha, axis, css } from "./charts.js";

const TONES = ["--s3", "--s2", "--s4", "--s1", "--s5"];
const HEIGHTS = [0, 0.165, 0.135, 0.115, 0.1];
const GAP = 0.026;

export const toneOf = (index) => TONES[index % TONES.length];
export const panesOf = (data) => data.indicators.filter((each) => each.pane);

// Where each pane stands, from the bottom 0 to the top 1; the price takes what the others leave.
export function domains(data) {
  const panes = panesOf(data);
  const height = HEIGHTS[panes.length];
  const below = panes.map((each, at) => {
    const foot = (panes.length - 1 - at) * (height + GAP);
    return [each.key, [foot, foot + height]];
  });
  return { price: [panes.length * (height + GAP), 1], below: new Map(below) };
}

// A line of its own kind: edges are thin with a veil between them, a signal has a second colour, bars lean on zero.
function trace(data, { role, values }, colour, yaxis, isSecondEdge) {
  const base = { x: data.x, y: values, yaxis, hoverinfo: "skip" };
  if (role === "bars") {
    const colours = values.map((value) => alpha(css(value >= 0 ? "--up" : "--down"), 0.5));
    return { ...base, type: "bar", marker: { color: colours } };
  }
  const second = colour === css("--s2") ? css("--s3") : css("--s2");
  const line = {
    main: { color: colour, width: 1.3 }, second: { color: second, width: 1 },
    edge: { color: colour, width: 1 }, middle: { color: alpha(colour, 0.7), width: 1, dash: "dot" },
    up: { color: css("--up"), width: 1.3 }, down: { color: css("--down"), width: 1.3 },
  }[role];
  const veil = isSecondEdge ? { fill: "tonexty", fillcolor: alpha(colour, 0.06) } : {};
  return { ...base, ...veil, type: "scatter", mode: "lines", line, connectgaps: false };
}

// Edges come first, next to each other, so that the veil fills what lies between them and nothing else.
function ordered(lines) {
  const edges = lines.filter(({ role }) => role === "edge");
  return [...lines.filter(({ role }) => role === "bars"), ...edges, ...lines.filter(({ role }) => !["edge", "bars"].includes(role))];
}

export function indicatorTraces(data) {
  const panes = panesOf(data);
  return data.indicators.flatMap((each, index) => {
    const yaxis = each.pane ? `y${3 + panes.indexOf(each)}` : "y";
    const isSecondEdge = (line, at, all) => line.role === "edge" && all[at - 1]?.role === "edge";
    return ordered(each.lines).map((line, at, all) => trace(data, line, css(toneOf(index)), yaxis, isSecondEdge(line, at, all)));
  });
}

function rangeOf(data, each, span) {
  if (each.span) return each.span;
  const [low, high] = extent(data, each.lines.map((line) => line.values), span) ?? [0, 1];
  const isAroundZero = each.levels.includes(0);
  if (isAroundZero) return [-1.1, 1.1].map((side) => side * (Math.max(-low, high) || 1));
  const room = (high - low || Math.abs(high) || 1) * 0.1;
  return [low - room, high + room];
}

export function paneAxes(data, span) {
  const place = domains(data).below;
  return Object.fromEntries(panesOf(data).map((each, at) => [`yaxis${3 + at}`, axis({
    side: "right", fixedrange: true, domain: place.get(each.key), range: rangeOf(data, each, span),
    ...(each.levels.length > 1 ? { tickvals: each.levels } : { nticks: 3, exponentformat: each.writes === "compact" ? "B" : "none" }),
    ...(each.levels.includes(0) && { zeroline: true, zerolinecolor: css("--line-strong") }),
  })]));
}

export function paneRanges(data, span) {
  return Object.fromEntries(panesOf(data).map((each, at) => [`yaxis${3 + at}.range`, rangeOf(data, each, span)]));
}

// A hairline over each pane, a band between two levels, a line at one.
export function paneShapes(data) {
  const across = { xref: "paper", x0: 0, x1: 1 };
  const place = domains(data).below;
  return panesOf(data).flatMap((each, at) => {
    const top = place.get(each.key)[1] + GAP / 2;
    const colour = css(toneOf(data.indicators.indexOf(each)));
    const rule = { ...across, type: "line", yref: "paper", y0: top, y1: top, line: { width: 1, color: css("--line-strong") } };
    const yref = `y${3 + at}`;
    const [low, high] = each.levels;
    if (high !== undefined) {
      return [rule, { ...across, type: "rect", yref, y0: low, y1: high, fillcolor: alpha(colour, 0.06), line: { width: 0 }, layer: "below" }];
    }
    if (!low) return [rule];
    return [rule, { ...across, type: "line", yref, y0: low, y1: low, line: { width: 1, dash: "dot", color: css("--line-strong") } }];
  });
}
