// The trades tape: new prints on top, at most as many as anyone reads, and only those of the chosen size.
import { price } from "./format.js";

const tape = document.querySelector("[data-tape]");
const rows = tape.querySelector("[data-tape-rows]");
const filter = tape.querySelector("[data-tape-filter]");
const decimals = Number(document.querySelector("[data-instrument]").dataset.decimals);
const MOST = 80;
const seen = new Set();

// As many digits as matter: 1,240, 33.0, 2.41, 0.0421. dashboard/tape.py writes the first rows the same way.
export function sizeText(size) {
  return price(size, size >= 1_000 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 4);
}

function cell(text, className = "") {
  const span = document.createElement("span");
  span.className = className;
  span.append(text);
  return span;
}

function row(trade) {
  const element = document.createElement("div");
  const notional = Math.trunc(trade.price * trade.size);
  const big = Number(tape.dataset.big);
  element.className = `tr${big && notional >= big ? " big" : ""}${trade.side === "sell" ? " s" : ""}`;
  element.dataset.notional = notional;
  element.title = trade.exchange;
  const side = cell(`${trade.side} `, "vh");
  const first = cell(side, trade.side === "sell" ? "down" : "up");
  first.append(price(trade.price, decimals));
  element.append(first, cell(sizeText(trade.size)), cell(new Date(trade.at_ms).toISOString().slice(11, 19)));
  element.hidden = notional < Number(filter.value);
  return element;
}

// Big is eight times the middle one of what is listed, once there is enough to compare with.
function measure() {
  const sizes = [...rows.querySelectorAll("[data-notional]")].map((element) => Number(element.dataset.notional));
  if (sizes.length < 20) return;
  sizes.sort((one, other) => one - other);
  tape.dataset.big = sizes[Math.floor(sizes.length / 2)] * 8;
}

document.body.addEventListener("tw:trades", ({ detail }) => {
  if (detail.symbol !== tape.dataset.tape) return;
  const fresh = detail.trades.filter((trade) => !seen.has(`${trade.exchange}:${trade.id}`));
  if (!fresh.length) return;
  for (const trade of fresh) seen.add(`${trade.exchange}:${trade.id}`);
  tape.querySelector("[data-tape-empty]")?.remove();
  measure();
  rows.prepend(...fresh.map(row).reverse());
  while (rows.children.length > MOST) rows.lastElementChild.remove();
  if (seen.size > 2_000) for (const id of [...seen].slice(0, 1_000)) seen.delete(id);
});

filter.addEventListener("change", () => {
  const least = Number(filter.value);
  for (const element of rows.querySelectorAll("[data-notional]")) element.hidden = Number(element.dataset.notional) < least;
});

for (const element of rows.querySelectorAll("[data-id]")) seen.add(element.dataset.id);
