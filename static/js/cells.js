// Writes live values into the cells of a page: [data-k="BTC-USDT.last"].
import { direction, format } from "./format.js";

const CRYPTO_STALE_MS = 15_000;
const STOCK_STALE_MS = 60_000;
const FLASH_MS = 250;
const seen = new Map();
const flashed = new WeakMap();
let waiting = {};
let isDrawing = false;

// Keeps only the newest value of each symbol until the browser draws.
export function receive(prices) {
  Object.assign(waiting, prices);
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    const fresh = { ...waiting, ...doubted(waiting) };
    waiting = {};
    isDrawing = false;
    for (const [symbol, price] of Object.entries(fresh)) seen.set(symbol, price);
    write(document, fresh);
    mark();
    document.body.dispatchEvent(new CustomEvent("tw:prices", { detail: fresh }));
  });
}

function write(root, prices) {
  for (const cell of root.querySelectorAll("[data-k]")) {
    const [symbol, field] = split(cell);
    if (symbol in prices) fill(cell, prices[symbol][field]);
  }
}

function split(cell) {
  const at = cell.dataset.k.lastIndexOf(".");
  return [cell.dataset.k.slice(0, at), cell.dataset.k.slice(at + 1)];
}

function fill(cell, value) {
  const kind = cell.dataset.fmt ?? "price";
  const text = format(kind, value, Number(cell.dataset.dp ?? 2));
  if (kind === "percent") {
    const way = direction(value);
    if (!cell.classList.contains(way)) {
      cell.classList.remove("up", "down", "flat", "none");
      cell.classList.add(way);
    }
  }
  if (cell.textContent === text) return;
  const before = Number(cell.dataset.v ?? cell.textContent.replace(/,/g, "").replace("\u2212", "-"));
  cell.textContent = text;
  cell.dataset.v = value;
  if (kind === "price") flash(cell, value, before);
}

function flash(cell, value, before) {
  const now = performance.now();
  if (!(value !== before) || Number.isNaN(before) || now - (flashed.get(cell) ?? -Infinity) < FLASH_MS) return;
  flashed.set(cell, now);
  const name = value > before ? "tick-up" : "tick-down";
  cell.classList.remove("tick-up", "tick-down");
  void cell.offsetWidth;
  cell.classList.add(name);
  cell.addEventListener("animationend", () => cell.classList.remove(name), { once: true });
}

// A part that the server has just sent may be older than what the socket brought.
export function refresh(root) {
  write(root, Object.fromEntries(seen));
  mark();
}

const inNewYork = new Intl.DateTimeFormat("en-US", {
  timeZone: "America/New_York",
  weekday: "short",
  hour: "numeric",
  minute: "numeric",
  hourCycle: "h23",
});

function isSession(now) {
  const part = Object.fromEntries(inNewYork.formatToParts(now).map(({ type, value }) => [type, value]));
  const minute = Number(part.hour) * 60 + Number(part.minute);
  return !["Sat", "Sun"].includes(part.weekday) && minute >= 570 && minute < 960;
}

function staleAfter(symbol, now) {
  if (symbol.includes("-")) return CRYPTO_STALE_MS;
  return isSession(now) || document.body.dataset.mode === "simulated" ? STOCK_STALE_MS : Infinity;
}

// The stream may have stopped without a word: what nobody renews is stale, as markets/selectors.py says too.
function doubted(prices) {
  const now = Date.now();
  const isOld = ([symbol, { at_ms: at, standing }]) => standing !== "stale" && at && now - at > staleAfter(symbol, now);
  const old = Object.entries(prices).filter(isOld);
  return Object.fromEntries(old.map(([symbol, price]) => [symbol, { ...price, standing: "stale", confidence: "low" }]));
}

function doubt() {
  const old = doubted(Object.fromEntries(seen));
  for (const [symbol, price] of Object.entries(old)) seen.set(symbol, price);
  if (Object.keys(old).length) document.body.dispatchEvent(new CustomEvent("tw:prices", { detail: old }));
}

// Marks what has not moved for too long; `isOffline` marks everything.
export function mark(isOffline = document.body.dataset.connection === "offline") {
  const now = Date.now();
  for (const cell of document.querySelectorAll(".px[data-k]")) {
    const [symbol] = split(cell);
    const newest = seen.get(symbol);
    const at = newest?.at_ms;
    const age = at ? now - at : 0;
    const limit = staleAfter(symbol, now);
    // A stock's price is that of the last session, and nothing is wrong with it.
    const isOld = age > limit || (newest?.standing === "stale" && limit < Infinity);
    // What the server marked stays marked until the socket has said something newer.
    const isStale = isOffline || (newest ? isOld : "stale" in cell.dataset);
    if (isStale === cell.classList.contains("stale") && !isStale) continue;
    cell.classList.toggle("stale", isStale);
    if (isStale && at) cell.title = `Last update ${Math.round(age / 1000)} s ago`;
    else cell.removeAttribute("title");
  }
  doubt();
}
