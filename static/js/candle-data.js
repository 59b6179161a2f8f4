// Bars as arrays {t, x, o, h, l, c, v, step, exchange}: fetched, measured, and what a tick does to the last of them.

// Plotly takes an axis for dates only while its data are written as dates, in UTC.
const asDate = (ms) => new Date(ms).toISOString().slice(0, 19).replace("T", " ");

export async function fetchCandles(address, timeframe, limit) {
  const response = await fetch(`${address}?timeframe=${timeframe}&limit=${limit}`, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const data = await response.json();
  return { ...data, x: data.t.map(asDate) };
}

export function lastSpan({ t, step }, bars) {
  return [t[Math.max(t.length - bars, 0)] - step / 2, t.at(-1) + step * Math.max(Math.round(bars / 20), 4)];
}

// Take a price in; true when it opened a new bar. A price older than the last bar changes nothing.
export function applyQuote(data, quote) {
  if (quote.at_ms < data.t.at(-1)) return false;
  const isNew = quote.at_ms >= data.t.at(-1) + data.step;
  if (isNew) appendBar(data, quote);
  const at = data.t.length - 1;
  data.c[at] = quote.last;
  data.h[at] = Math.max(data.h[at], quote.last);
  data.l[at] = Math.min(data.l[at], quote.last);
  return isNew;
}

function appendBar(data, quote) {
  const open = data.c.at(-1);
  const steps = Math.floor((quote.at_ms - data.t.at(-1)) / data.step);
  data.t.push(data.t.at(-1) + steps * data.step);
  data.x.push(asDate(data.t.at(-1)));
  for (const name of ["o", "h", "l", "c"]) data[name].push(open);
  data.v.push(0);
}

// Add what was traded where the bars come from; true when there was any.
export function addTrades(data, trades) {
  const fresh = trades.filter((trade) => trade.exchange === data.exchange && trade.at_ms >= data.t.at(-1));
  data.v[data.v.length - 1] += fresh.reduce((sum, trade) => sum + trade.size, 0);
  return fresh.length > 0;
}

// The range of prices among the bars in view, with room below for the volume.
export function priceRange(data, [from, to]) {
  let [low, high] = [Infinity, -Infinity];
  data.t.forEach((time, at) => {
    if (time < from || time > to) return;
    low = Math.min(low, data.l[at]);
    high = Math.max(high, data.h[at]);
  });
  if (!(low <= high)) return undefined;
  const room = high - low || Math.abs(high) * 0.01 || 1;
  return [low - room * 0.16, high + room * 0.07];
}

// The largest size among the bars in view, and the widest value either way; 1 where there is nothing.
export function reach(data, names, [from, to]) {
  const seen = data.t.flatMap((time, at) => (time < from || time > to ? [] : names.map((name) => Math.abs(data[name][at] ?? 0))));
  return Math.max(...seen, 0) || 1;
}

// Flags of alerts, one a bar: the newest alert of a bar speaks for it.
export function flags({ data, show }) {
  if (!show.has("alerts") || !data.t.length) return [];
  const byBar = new Map();
  for (const alert of [...data.alerts].reverse()) {
    const at = data.t.findLastIndex((time) => time <= alert.t);
    if (at >= 0 && alert.t < data.t[at] + data.step) byBar.set(data.t[at], alert);
  }
  return [...byBar].map(([time, alert]) => ({ ...alert, time }));
}
