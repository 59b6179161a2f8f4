// What the order book's panel says; dashboard/book_words.py says the same when the page is made.
import { bps, fixed } from "./format.js";

export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const nameOf = (root, id) => root.querySelector(`[data-book-venue="${id}"] span:not(.dot)`)?.textContent ?? id;

export function drawWords(root, book, decimals) {
  const [bid, ask] = [book.best_bid, book.best_ask].map((id) => id && nameOf(root, id));
  const width = book.spread === null ? "" : `spread ${fixed(book.spread, decimals)}, ${bps(book.spread_bps)} bp`;
  write(root.querySelector("[data-book-spread]"), width);
  const best = book.exchange || book.exchanges.length < 2 ? "" : bid === ask ? `bid and ask ${bid}` : `bid ${bid}, ask ${ask}`;
  write(root.querySelector("[data-book-best]"), best);
  root.classList.remove("is-stale");
  const bids = book.imbalance === null ? null : Math.floor((1 + book.imbalance) * 50 + 0.5);
  for (const [side, share] of [["bids", bids], ["asks", 100 - bids]]) {
    write(root.querySelector(`[data-book-share=${side}]`), bids === null ? "" : `${share}%`);
  }
  root.querySelector(".imb").classList.toggle("is-empty", bids === null);
  root.querySelector(".imb rect.up").setAttribute("width", `${bids ?? 50}%`);
  const reasons = Object.entries(book.rejected).filter(([id]) => !book.exchange || id === book.exchange);
  const note = root.querySelector("[data-book-note]");
  note.hidden = book.bids.length > 0;
  const why = reasons.map(([id, reason]) => `${nameOf(root, id)}: ${reason}.`).join(" ");
  if (!note.hidden) write(note, why ? `${why} A new book is asked for.` : root.dataset.bookEmpty);
}

export function drawVenues(root, book) {
  const lines = [...root.querySelectorAll("[data-book-venue]")];
  const known = new Set(lines.map((line) => line.dataset.bookVenue));
  // An exchange that has joined since: the server writes its line.
  const isNew = [...book.exchanges, ...Object.keys(book.rejected)].some((id) => !known.has(id));
  if (isNew) root.dispatchEvent(new CustomEvent("tw:book-view"));
  const dotOf = (id) => (book.exchanges.includes(id) ? "" : id in book.rejected ? "w" : "x");
  for (const line of lines) {
    const id = line.dataset.bookVenue;
    line.querySelector(".dot").className = `dot ${dotOf(id)}`;
    write(line.querySelector("small"), book.exchanges.includes(id) ? "in the book" : (book.rejected[id] ?? "no book"));
  }
  const [used, out] = [book.exchanges.length, Object.keys(book.rejected).length];
  const dot = book.exchange ? dotOf(book.exchange) : !used ? "x" : out ? "w" : "";
  root.querySelector("[data-book-dot]").className = `dot ${dot}`;
  const only = book.exchange || (lines.length === 1 && lines[0].dataset.bookVenue);
  const count = out ? `${used} of ${used + out}` : `${used} venue${used === 1 ? "" : "s"}`;
  write(root.querySelector("[data-book-count]"), only ? nameOf(root, only) : count);
}
