// The flow pane: whales, liquidations and what was noticed, new ones on top. templates/instrument/_flow.html writes the first.
import { compact, price } from "./format.js";
import { icon } from "./icons.js";
import { sizeText } from "./tape.js";

const MOST_ROWS = 30;
const MOST_EVENTS = 2;
const UP = ["buy", "short"];
const page = document.querySelector("[data-instrument]");
const decimals = Number(page.dataset.decimals);
const names = JSON.parse(document.querySelector("#venue-names").textContent);

function ageOf(at) {
  const time = document.createElement("time");
  time.dateTime = new Date(at).toISOString();
  time.title = new Date(at).toUTCString();
  time.dataset.ago = "";
  time.textContent = "now";
  return time;
}

function rowOf(pane, order) {
  const row = pane.querySelector("[data-flow-row]").content.firstElementChild.cloneNode(true);
  const put = (name, text) => (row.querySelector(`[data-${name}]`).textContent = text);
  row.dataset.order = `${order.exchange}:${order.trade_id}`;
  row.dataset.usd = Math.trunc(order.usd_value);
  row.classList.add("new");
  row.querySelector("[data-side]").classList.add(UP.includes(order.side) ? "up" : "down");
  put("side", order.side[0].toUpperCase() + order.side.slice(1));
  put("usd-text", `$${compact(order.usd_value)}`);
  put("size", sizeText(order.size));
  put("price", price(order.price, decimals));
  put("exchange", names[order.exchange] ?? order.exchange);
  put("rank", order.percentile == null ? "\u2013" : price(order.percentile, 1));
  if (order.kind !== "whale") row.querySelector("[data-rank]").remove();
  row.querySelector("time").replaceWith(ageOf(order.event_ms));
  return row;
}

function addOrder(pane, order) {
  const list = pane.querySelector(`[data-flow-list="${order.kind}"]`);
  if (!list || order.usd_value < Number(pane.querySelector("#flow-floor").value)) return;
  const rows = list.querySelector("tbody");
  if (rows.querySelector(`[data-order="${CSS.escape(`${order.exchange}:${order.trade_id}`)}"]`)) return;
  rows.prepend(rowOf(pane, order));
  while (rows.children.length > MOST_ROWS) rows.lastElementChild.remove();
  list.querySelector("table").hidden = false;
  list.querySelector(".fl-none").hidden = true;
}

function eventLine(key, event) {
  const line = document.createElement("li");
  const title = document.createElement("span");
  line.dataset.event = key;
  line.className = "new";
  title.textContent = event.title;
  line.append(icon("waves", "xs"), title);
  if (event.ended_ms === null) {
    const chip = document.createElement("span");
    chip.className = "chip acc";
    chip.textContent = "goes on";
    line.append(chip);
  }
  line.append(ageOf(event.began_ms));
  return line;
}

// The end of an event comes as the same event, and takes the place of its beginning.
function addEvent(pane, event) {
  const lines = pane.querySelector("[data-flow-events]");
  const key = `${event.event}:${event.began_ms}`;
  const known = lines.querySelector(`[data-event="${CSS.escape(key)}"]`);
  const line = eventLine(key, event);
  if (known) known.replaceWith(line);
  else lines.prepend(line);
  pane.querySelector(":scope > .empty")?.remove();
  while (lines.children.length > MOST_EVENTS) lines.lastElementChild.remove();
}

document.body.addEventListener("tw:flow", ({ detail }) => {
  const pane = document.querySelector(`[data-flow="${page.dataset.instrument}"]`);
  if (!pane || detail.key !== page.dataset.instrument) return;
  for (const row of detail.rows) (row.kind === "event" ? addEvent : addOrder)(pane, row);
});
