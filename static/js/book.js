// The order book: what the socket brings is written into rows that stand there already, so nothing moves.
import { drawVenues, drawWords, write } from "./book-words.js";
import { compact, price } from "./format.js";
import { subscribe } from "./live.js";

const page = document.querySelector("[data-instrument]");
const decimals = Number(page.dataset.decimals);
const [OLD_MS, ORDER_MS] = [15_000, 3_000];
const state = { book: null, heardAt: Date.now(), askedAt: 0, isDrawing: false };
const panel = () => document.getElementById("instrument-book");

// As many digits as matter. dashboard/book_words.py writes the first rows the same way.
function amount(size) {
  if (size >= 1_000_000) return compact(size);
  return price(size, size >= 1_000 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 4);
}

function totalsOf(levels, total = 0) {
  return levels.map(([, size]) => (total += size));
}

function draw() {
  state.isDrawing = false;
  const [root, book] = [panel(), state.book];
  if (!book || book.key !== root.dataset.book) return;
  const sides = ["asks", "bids"].map((name) => {
    const element = root.querySelector(`[data-book-side=${name}]`);
    const fit = Math.max(Math.floor(element.clientHeight / (element.firstElementChild.offsetHeight || 20)), 1);
    return { element, fit, levels: book[name], totals: totalsOf(book[name]), digits: (book.step.split(".")[1] ?? "").length };
  });
  const whole = Math.max(...sides.map(({ fit, totals }) => totals[Math.min(fit, totals.length) - 1] ?? 0));
  for (const side of sides) drawSide(side, whole);
  drawWords(root, book, decimals);
  drawVenues(root, book);
}

function drawSide({ element, fit, levels, totals, digits }, whole) {
  [...element.children].forEach((row, at) => {
    const [bar, ...cells] = row.children;
    const level = levels[at];
    const texts = level ? [price(level[0], digits), amount(level[1]), amount(totals[at])] : ["", "", ""];
    cells.forEach((cell, number) => write(cell, texts[number]));
    const width = level ? Math.min(Math.round((totals[at] / whole) * 100), 100) : 0;
    bar.firstElementChild.setAttribute("width", `${width}%`);
    // A row that does not fit whole is not shown in part; the first one stays, to measure by.
    row.classList.toggle("is-out", at >= fit);
  });
}

// Another step or exchange: the address remembers it, and the socket brings the levels.
function choose() {
  const chosen = Object.fromEntries(new FormData(document.getElementById("book-form")));
  const key = [page.dataset.instrument, chosen.step, chosen.exchange].filter(Boolean).join(":");
  panel().dataset.book = key;
  document.body.dataset.topics = document.body.dataset.topics.replace(/book:\S+/, `book:${key}`);
  const url = new URL(location.href);
  for (const name of ["step", "exchange"]) url.searchParams[chosen[name] ? "set" : "delete"](name, chosen[name]);
  history.replaceState(history.state, "", url);
  if (document.body.dataset.connection === "live") subscribe();
  else panel().dispatchEvent(new CustomEvent("tw:book-view"));
  orderMoved();
}

function orderMoved() {
  const field = panel().querySelector("[name=size]");
  if (!field.value || document.hidden) return;
  state.askedAt = Date.now();
  field.dispatchEvent(new CustomEvent("tw:book-moved"));
}

function receive({ detail }) {
  Object.assign(state, { book: detail, heardAt: Date.now() });
  if (!state.isDrawing) requestAnimationFrame(draw);
  state.isDrawing = true;
  if (Date.now() - state.askedAt > ORDER_MS) orderMoved();
}

function watch() {
  const age = Date.now() - state.heardAt;
  if (age < OLD_MS && document.body.dataset.connection !== "offline") return;
  panel().classList.add("is-stale");
  write(panel().querySelector("[data-book-best]"), `last update ${Math.round(age / 1000)} s ago`);
}

function press(event) {
  const pick = panel().querySelector("[data-book-pick]");
  if (event.key === "Escape" && pick.open) {
    pick.open = false;
    pick.querySelector("summary").focus();
  }
  const isField = event.target.closest("input:not([type=radio]), select, textarea, dialog");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !("noSingleKeys" in document.body.dataset);
  if (event.key !== "b" || isField || !isPlain) return;
  const rows = panel().querySelector("[data-book-rows]");
  if (!rows.offsetParent) page.querySelector(".mtabs [data-tab=book]").click();
  rows.focus();
}

function leave({ target }) {
  if (!target.closest("[data-book-pick]")) panel().querySelector("[data-book-pick]").open = false;
}

if (panel().dataset.book) {
  document.body.addEventListener("tw:book", receive);
  document.addEventListener("keydown", press);
  for (const event of ["click", "focusin"]) document.addEventListener(event, leave);
  document.addEventListener("change", ({ target }) => ["step", "exchange"].includes(target.name) && choose());
  document.addEventListener("submit", (event) => event.target.id === "book-form" && event.preventDefault());
  addEventListener("resize", () => requestAnimationFrame(draw));
  setInterval(watch, 1_000);
}
