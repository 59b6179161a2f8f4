// Bars as arrays {t, x, o, h, l, c, v, step, exchange}: fetched, measured, and what a tick does to the last of them.

// Plotly takes an axis for dates only while its data are written as dates, in UTC.
const asDate = (ms) => new Date(ms).toISOString().slice(0, 19).replace("T", " ");

// What the server refuses comes back as an error whose `sentence` says why.
export async function fetchCandles(address, query) {
  const response = await fetch(`${address}?${new URLSearchParams(query)}`, { headers: { Accept: "application/json" } });
  if (!response.ok) {
    const told = response.status === 422 ? await response.json() : {};
    throw Object.assign(new Error(`status ${response.status}`), { sentence: told.error?.message });
  }
  const data = await response.json();
  return { ...data, x: data.t.map(asDate) };
}

// The part in view at first, with room at the right; more of it where labels stand at the ends of lines.
export function lastSpan({ t, step, compare }, bars) {
  const room = Math.max(Math.round(bars / (compare.length ? 9 : 20)), 4);
  return [t[Math.max(t.length - bars, 0)] - step / 2, t.at(-1) + step * room];
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

// The range of prices among the bars in view, and of lines that run beside them, with room below for the volume
// and above for the line of values.
export function priceRange(data, [from, to], lines = []) {
  let [low, high] = [Infinity, -Infinity];
  data.t.forEach((time, at) => {
    if (time < from || time > to) return;
    const beside = lines.map((line) => line[at]).filter((value) => value !== null && value !== undefined);
    low = Math.min(low, data.l[at], ...beside);
    high = Math.max(high, data.h[at], ...beside);
  });
  if (!(low <= high)) return undefined;
  const room = high - low || Math.abs(high) * 0.01 || 1;
  return [low - room * 0.16, high + room * 0.13];
}

// The lowest and the highest of some values among the bars in view; undefined where there are none.
export function extent(data, lines, [from, to]) {
  const seen = data.t.flatMap((time, at) => (time < from || time > to ? [] : lines.map((line) => line[at])));
  const known = seen.filter((value) => value !== null && value !== undefined);
  return known.length ? [Math.min(...known), Math.max(...known)] : undefined;
}
