// Flags on the time axis: N news, T a token launch, W whales, L liquidations. Those that would collide become one.
import { alpha, css, font } from "./charts.js";

const COLOURS = { N: "--s3", T: "--warn-fill", W: "--s1", L: "--s4" };
const FIRST = "TLWN";
const [APART_PX, MOST, LISTED] = [20, 12, 4];

const safe = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

// Each flag stands at the candle of its moment.
function placed({ data, span: [from, to] }) {
  return data.alerts.flatMap((flag) => {
    const at = data.t.findLastIndex((time) => time <= flag.t);
    const isThere = at >= 0 && flag.t < data.t[at] + data.step && data.t[at] >= from && data.t[at] <= to;
    return isThere ? [{ ...flag, time: data.t[at] }] : [];
  }).sort((one, other) => one.time - other.time);
}

function merged(flags, apartMs) {
  const groups = [];
  for (const flag of flags) {
    const last = groups.at(-1);
    if (last && flag.time - last.time < apartMs) last.all.push(flag);
    else groups.push({ time: flag.time, all: [flag] });
  }
  return groups;
}

// One letter speaks for a group: the most telling kind, and the newest of that kind.
function spoken({ time, all }) {
  const newest = [...all].sort((one, other) => FIRST.indexOf(one.letter) - FIRST.indexOf(other.letter) || other.t - one.t);
  const titles = newest.slice(0, LISTED).map((flag) => safe(flag.title));
  if (all.length > LISTED) titles.push(`and ${all.length - LISTED} more`);
  const count = all.length > 1 ? ` ${all.length}` : "";
  return { time, letter: newest[0].letter, text: `${newest[0].letter}${count}`, hover: titles.join("<br>"), url: newest[0].url };
}

export function flags(view) {
  if (!view.hasFlags || !view.data.t.length) return [];
  const all = placed(view);
  let apart = ((view.span[1] - view.span[0]) / Math.max(view.width, 1)) * APART_PX;
  let groups = merged(all, apart);
  while (groups.length > MOST) groups = merged(all, (apart *= 1.5));
  return groups.map(spoken);
}

export function flagShapes(view, foot) {
  return flags(view).map(({ time, letter }) => ({
    type: "line", x0: time, x1: time, yref: "paper", y0: foot, y1: 1,
    line: { color: alpha(css(COLOURS[letter]), 0.45), width: 1, dash: "dot" },
  }));
}

export function flagLetters(view, foot) {
  return flags(view).map(({ time, letter, text, hover, url }) => ({
    x: time, yref: "paper", y: foot, yanchor: "bottom", yshift: 3, text, showarrow: false,
    bgcolor: css(COLOURS[letter]), borderpad: 2.5, font: { ...font(), size: 9.5, weight: 700, color: css("--bg") },
    hovertext: hover, captureevents: true, name: url,
  }));
}
