// How sure the price is, and what each exchange behind it says; dashboard/venues.py writes the first lines the same way.
import { age, bps, price } from "./format.js";

const page = document.querySelector("[data-instrument]");
const symbol = page.dataset.instrument;
const decimals = Number(page.dataset.decimals);
const words = JSON.parse(document.getElementById("sure-words").textContent);
const TICKS = { high: 3, medium: 2, low: 1 };
const DOTS = { used: "", "connection lost": "x" };
const share = (value) => (value === null ? "\u2013" : `${(value * 100).toFixed(1)}%`);
const capital = (text) => text[0].toUpperCase() + text.slice(1);

function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

function rowOf(exchange) {
  return document.querySelector(`#instrument-venues [data-venue="${CSS.escape(exchange)}"]`);
}

function fill(row, venue) {
  row.dataset.at = venue.at_ms;
  row.dataset.verdict = venue.verdict;
  row.querySelector(".dot").className = `dot ${DOTS[venue.verdict] ?? "w"}`;
  write(row.querySelector("[data-venue-last]"), price(venue.last, decimals));
  write(row.querySelector("[data-venue-spread]"), bps(venue.spread_bps));
  write(row.querySelector("[data-venue-share]"), share(venue.share));
  write(row.querySelector("[data-venue-state]"), capital(venue.verdict));
}

document.body.addEventListener("tw:venues", ({ detail }) => {
  if (detail.symbol !== symbol) return;
  write(page.querySelector("[data-venue-count]"), String(detail.venues.length));
  for (const venue of detail.venues) {
    const row = rowOf(venue.exchange);
    if (row) fill(row, venue);
    // An exchange that the page has no line for has joined: the server knows its name and its place.
    else document.getElementById("instrument-venues").dispatchEvent(new CustomEvent("tw:unknown-venue"));
  }
  ages();
});

document.body.addEventListener("tw:prices", ({ detail }) => {
  const badge = page.querySelector("[data-sure]");
  const newest = detail[symbol];
  if (!badge || !newest) return;
  const [word, reason] = words[newest.standing];
  write(badge.querySelector("[data-sure-word]"), word || `${capital(newest.confidence)} confidence`);
  badge.title = reason;
  badge.classList.toggle("is-doubtful", newest.standing !== "firm");
  badge.querySelectorAll("i").forEach((tick, at) => tick.classList.toggle("on", at < TICKS[newest.confidence]));
  const spoken = document.querySelector("[data-sure-reason]");
  if (spoken) write(spoken, reason);
});

document.body.addEventListener("tw:exchanges", ({ detail }) => {
  const states = new Map(detail.map(({ exchange, state }) => [exchange, state]));
  const rows = [...document.querySelectorAll("#instrument-venues [data-venue]")];
  page.querySelector("[data-market-closed]").hidden = !rows.some(({ dataset }) => states.get(dataset.venue) === "closed");
});

function ages() {
  for (const row of document.querySelectorAll("#instrument-venues [data-at]")) {
    write(row.querySelector("[data-venue-age]"), age((Date.now() - Number(row.dataset.at)) / 1000));
  }
}

setInterval(ages, 1000);
