// What a candle chart says in words: the line of values in its corner, its label for screen readers, its table.
import { baseIndex, change, compareTone, isComparing, toneClass } from "./chart-compare.js";
import { domains } from "./chart-panes.js";
import { compact, direction, NONE, percent } from "./format.js";

const time = (ms, step) => new Date(ms).toISOString().slice(0, step >= 86_400_000 ? 10 : 16).replace("T", " ");
const WRITES = { one: (value) => value.toFixed(1).replace("-", "\u2212"), compact };

function written(view, each, values, index) {
  // A candle that has just opened has no value yet; the one before stands in for it.
  const value = values[Math.min(index, values.length - 1)] ?? null;
  return value === null ? NONE : (WRITES[each.writes] ?? view.text)(value);
}

function part(label, numbers, tone) {
  const span = document.createElement("span");
  span.append(label);
  for (const text of numbers) {
    const number = document.createElement("span");
    number.className = "num";
    number.textContent = text;
    span.append(span.textContent ? " " : "", number);
  }
  if (tone) span.classList.add(tone);
  return span;
}

// An indicator's name and its values at a candle. Of a line that has two halves only the running one is said.
function indicatorPart(view, each, index) {
  if (each.note) return part(each.note, []);
  const at = view.data.indicators.indexOf(each);
  const halves = each.lines.some(({ role }) => role === "up") && !each.pane;
  const lines = halves ? each.lines.filter(({ values }) => values[Math.min(index, values.length - 1)] !== null) : each.lines;
  return part(each.label, lines.map(({ values }) => written(view, each, values, index)), toneClass(at));
}

function writePanes(page, view, index) {
  const { below } = domains(view.data);
  const panes = view.data.indicators.filter((each) => each.pane).map((each) => {
    const label = document.createElement("span");
    label.className = "pane-l";
    const share = 1 - below.get(each.key)[1];
    label.style.top = `calc(8px + (100% - 28px) * ${share.toFixed(4)})`;
    label.append(indicatorPart(view, each, index));
    return label;
  });
  page.querySelector("[data-panes]").replaceChildren(...panes);
}

// Write the values of the bar at `index`, the last one when nothing is pointed at.
export function writeLegend(page, view, index = view.data.t.length - 1) {
  const { data, text } = view;
  const ownChange = (data.c[index] / data.o[index] - 1) * 100;
  const moved = part("", [percent(ownChange)]);
  moved.firstElementChild.classList.add("chg", direction(ownChange));
  const parts = [
    ...["o", "h", "l", "c"].map((name) => part(name.toUpperCase(), [text(data[name][index])])),
    moved,
    part("Vol", [compact(data.v[index])]),
    ...data.indicators.filter((each) => !each.pane).map((each) => indicatorPart(view, each, index)),
    ...compareParts(page, view, index),
  ];
  page.querySelector("[data-legend]").replaceChildren(...parts);
  writePanes(page, view, index);
}

function compareParts(page, view, index) {
  if (!isComparing(view)) return [];
  const base = baseIndex(view);
  const own = part(page.dataset.instrument, [percent(change(view.data.c, base, index))]);
  const others = view.data.compare.map(({ symbol, values }, at) =>
    part(symbol, [percent(change(values, base, index))], compareTone(view, at)));
  return [own, ...others];
}

export function spoken(symbol, timeframe, view) {
  const { data, text } = view;
  const words = (value) => percent(value).replace("%", " percent");
  const range = `${text(Math.min(...data.l))} to ${text(Math.max(...data.h))}`;
  const last = `Last ${text(data.c.at(-1))}, ${words((data.c.at(-1) / data.o[0] - 1) * 100)} over ${data.t.length} candles, range ${range}.`;
  const base = isComparing(view) ? baseIndex(view) : 0;
  const others = data.compare.map(({ symbol: other, values }) => `${other} ${words(change(values, base))}`);
  const compared = others.length ? ` In view: ${symbol} ${words(change(data.c, base))}, ${others.join(", ")}.` : "";
  return `${symbol} ${timeframe} candles from ${data.exchange}. ${last}${compared} The Table button shows the numbers.`;
}

// The columns after the volume: each line of each indicator, and the closes of what is compared.
function columns(view) {
  const indicators = view.data.indicators.flatMap((each) =>
    each.lines.map(({ name, values }) => [name ? `${each.label}, ${name}` : each.label, (at) => written(view, each, values, at)]));
  const others = view.data.compare.map(({ symbol, values }) => [symbol, (at) => String(values[at] ?? NONE)]);
  return [...indicators, ...others];
}

export function fillTable(box, view) {
  const { data, text } = view;
  const extra = columns(view);
  const table = document.createElement("table");
  table.className = "t";
  const head = table.createTHead().insertRow();
  for (const label of ["Time, UTC", "Open", "High", "Low", "Close", "Volume", ...extra.map(([label]) => label)]) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = label;
    head.append(cell);
  }
  const body = table.createTBody();
  for (let index = data.t.length - 1; index >= 0; index -= 1) {
    const row = body.insertRow();
    const values = [...["o", "h", "l", "c"].map((name) => text(data[name][index])), compact(data.v[index])];
    const more = extra.map(([, value]) => value(index));
    for (const value of [time(data.t[index], data.step), ...values, ...more]) row.insertCell().textContent = value;
  }
  table.createCaption().textContent = `${data.t.length} candles from ${data.exchange}, newest first`;
  table.caption.className = "vh";
  box.replaceChildren(table);
}
