// What a candle chart says in words: the line of values in its corner, its label for screen readers, its table.
import { compact, direction, percent } from "./format.js";

const time = (ms, step) => new Date(ms).toISOString().slice(0, step >= 86_400_000 ? 10 : 16).replace("T", " ");
const at = (values, index) => values[index] ?? null;
const known = (value, text) => (value === null ? "n/a" : text(value));

function part(label, value, tone) {
  const span = document.createElement("span");
  const number = document.createElement("span");
  number.className = "num";
  number.textContent = value;
  span.append(label ? `${label} ` : "", number);
  if (tone) span.classList.add(tone);
  return span;
}

function pane(page, show, name, label, value) {
  const isShown = show.has(name);
  const place = ["rsi", "macd"].filter((each) => show.has(each)).length;
  const element = page.querySelector(`[data-pane="${name}"]`);
  element.hidden = !isShown;
  element.dataset.place = place;
  element.replaceChildren(part(label, value, name));
}

// Write the values of the bar at `index`, the last one when nothing is pointed at.
export function writeLegend(page, view, index = view.data.t.length - 1) {
  const { data, show, text } = view;
  const change = (data.c[index] / data.o[index] - 1) * 100;
  const moved = part("", percent(change));
  moved.firstElementChild?.classList.add("chg", direction(change));
  const parts = [
    ...["o", "h", "l", "c"].map((name) => part(name.toUpperCase(), text(data[name][index]))),
    moved,
    part("Vol", compact(data.v[index])),
  ];
  for (const [name, label] of [["ema", "EMA 20"], ["sma", "SMA 50"]]) {
    if (!show.has(name)) continue;
    const note = data.notes[name];
    parts.push(part(note ?? label, note ? "" : known(at(data[name], index), text), name));
  }
  page.querySelector("[data-legend]").replaceChildren(...parts);
  const one = (value) => known(value, (number) => number.toFixed(1));
  const fine = (value) => known(value, (number) => text(number));
  pane(page, show, "rsi", data.notes.rsi ?? "RSI 14", data.notes.rsi ? "" : one(at(data.rsi, index)));
  pane(page, show, "macd", data.notes.macd ?? "MACD 12 26 9", data.notes.macd ? "" : fine(at(data.macd, index)));
}

export function spoken(symbol, timeframe, view) {
  const { data, text } = view;
  const change = percent((data.c.at(-1) / data.o[0] - 1) * 100).replace("%", " percent");
  const range = `${text(Math.min(...data.l))} to ${text(Math.max(...data.h))}`;
  const last = `Last ${text(data.c.at(-1))}, ${change} over ${data.t.length} candles, range ${range}.`;
  return `${symbol} ${timeframe} candles from ${data.exchange}. ${last} The Table button shows the numbers.`;
}

export function fillTable(box, view) {
  const { data, show, text } = view;
  const extra = ["ema", "sma", "rsi", "macd"].filter((name) => show.has(name));
  const heads = ["Time, UTC", "Open", "High", "Low", "Close", "Volume", ...extra.map((name) => name.toUpperCase())];
  const table = document.createElement("table");
  table.className = "t";
  const head = table.createTHead().insertRow();
  for (const label of heads) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = label;
    head.append(cell);
  }
  const body = table.createTBody();
  for (let index = data.t.length - 1; index >= 0; index -= 1) {
    const row = body.insertRow();
    const values = [...["o", "h", "l", "c"].map((name) => text(data[name][index])), compact(data.v[index])];
    const more = extra.map((name) => known(at(data[name], index), name === "rsi" ? (value) => value.toFixed(1) : text));
    for (const value of [time(data.t[index], data.step), ...values, ...more]) row.insertCell().textContent = value;
  }
  table.createCaption().textContent = `${data.t.length} candles from ${data.exchange}, newest first`;
  table.caption.className = "vh";
  box.replaceChildren(table);
}
