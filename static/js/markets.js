// The page of markets: tiles and sureness follow the prices, the drawer its exchanges, keys move along the rows.
import { price } from "./format.js";
import { repaint } from "./heatmap.js";

const words = JSON.parse(document.getElementById("sure-words").textContent);
const TICKS = { high: 3, medium: 2, low: 1 };
const DOTS = { used: "", "connection lost": "x" };
const capital = (text) => text[0].toUpperCase() + text.slice(1);
let opener = "";

function write(place, text) {
  if (place && place.textContent !== text) place.textContent = text;
}

function judge(symbol, { standing, confidence }) {
  const [word, reason] = words[standing];
  for (const mark of document.querySelectorAll(`[data-sure-of="${CSS.escape(symbol)}"]`)) {
    mark.classList.toggle("is-doubtful", standing !== "firm");
    mark.title = reason;
    mark.querySelectorAll("i").forEach((tick, at) => tick.classList.toggle("on", at < TICKS[confidence]));
    write(mark.querySelector("[data-sure-word]"), word || `${capital(confidence)} confidence`);
  }
  if (drawer()?.dataset.drawer === symbol) write(document.querySelector("[data-drawer-reason]"), reason);
}

const drawer = () => document.getElementById("market-drawer");

document.body.addEventListener("tw:prices", ({ detail }) => {
  for (const [symbol, newest] of Object.entries(detail)) judge(symbol, newest);
  repaint(detail);
});

document.body.addEventListener("tw:venues", ({ detail }) => {
  const open = drawer();
  if (open?.dataset.drawer !== detail.symbol) return;
  for (const venue of detail.venues) {
    const row = open.querySelector(`[data-drawer-venue="${CSS.escape(venue.exchange)}"]`);
    if (!row) continue;
    row.querySelector(".dot").className = `dot ${DOTS[venue.verdict] ?? "w"}`;
    row.querySelector("[data-state]").title = capital(venue.verdict);
    write(row.querySelector("[data-verdict]"), `, ${venue.verdict}`);
    write(row.querySelector("[data-last]"), price(venue.last, Number(open.dataset.decimals)));
    write(row.querySelector("[data-share]"), venue.share === null ? "\u2013" : `${(venue.share * 100).toFixed(1)}%`);
  }
});

// A wrong name keeps its menu open; the focus goes back to the row that opened the drawer.
document.addEventListener("htmx:after:swap", () => {
  document.querySelector("[data-open-now]")?.showPopover();
  if (drawer()) opener = drawer().dataset.drawer;
  else if (opener) {
    document.querySelector(`[data-peek="${CSS.escape(opener)}"]`)?.focus({ preventScroll: true });
    opener = "";
  }
});

function move(step) {
  const links = [...document.querySelectorAll("[data-peek]")];
  const here = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
  const current = here >= 0 ? here : links.findIndex((link) => link.hasAttribute("aria-current"));
  const start = current >= 0 ? current : step > 0 ? -1 : links.length;
  const next = links[Math.min(Math.max(start + step, 0), links.length - 1)];
  next?.focus();
  next?.closest("tr").scrollIntoView({ block: "nearest" });
}

const row = () => document.activeElement?.closest?.("tr[data-symbol]");

const keys = {
  j: () => move(1),
  k: () => move(-1),
  o: () => (row()?.querySelector(".row-link") ?? document.querySelector("[data-open-instrument]"))?.click(),
  s: () => row()?.querySelector("[data-star]")?.click(),
  h: () => document.querySelector("#market-table .seg a:not([aria-current])")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), select, textarea, dialog[open], [popover]:popover-open")) return;
  if (event.key === "Escape") document.querySelector("[data-close-drawer]")?.click();
  else if (event.key in keys && !("noSingleKeys" in document.body.dataset)) keys[event.key]();
});
