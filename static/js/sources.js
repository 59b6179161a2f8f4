// The sources page: the exchanges' lines follow the socket, the tab says when one is down or fails.
import { age } from "./format.js";

const SHAPES = { live: "", closed: "none", stale: "w", down: "x" };
const WORDS = { live: "Live", closed: "Closed", stale: "Stale", down: "Down" };
const { body } = document;
const title = document.title;
const open = new Set();
let down = 0;

function showDown() {
  const failing = Number(document.getElementById("source-health")?.dataset.failing ?? 0);
  const count = down + failing;
  document.title = count ? `(${count} down) ${title}` : title;
}

function put(row, name, text) {
  const place = row.querySelector(`[data-${name}]`);
  if (place && place.textContent !== text) place.textContent = text;
}

function write(row, one) {
  row.querySelector("[data-dot]").className = `dot ${SHAPES[one.state]}`;
  put(row, "word", WORDS[one.state]);
  put(row, "latency", one.latency_ms === null ? "n/a" : `${one.latency_ms} ms`);
  put(row, "rate", one.rate.toFixed(1));
  put(row, "counted", `${one.counted}/${one.quoted}`);
  put(row, "reconnects", String(one.reconnects));
  put(row, "dropped", String(Object.values(one.dropped).reduce((sum, count) => sum + count, 0)));
  put(row, "note", one.message || one.last_error);
  put(row, "last-error", one.last_error || "None since the stream began.");
  errorTime(row.querySelector("[data-error-when]"), one.last_error_ms);
  reasons(row.querySelector("[data-reasons]"), one.dropped);
  if (one.at_ms) row.querySelector("[data-heard]").dataset.at = one.at_ms;
}

// status.js writes how long ago it was.
function errorTime(line, ms) {
  line.hidden = !ms;
  const time = line.querySelector("time");
  if (!ms || Date.parse(time.dateTime) === ms) return;
  time.dateTime = new Date(ms).toISOString();
  time.title = `${time.dateTime.slice(0, 19).replace("T", " ")} UTC`;
  time.textContent = age((Date.now() - ms) / 1000);
}

function reasons(list, dropped) {
  const found = Object.entries(dropped).sort((one, other) => other[1] - one[1]);
  const rows = found.length ? found : [["Nothing", ""]];
  list.replaceChildren(...rows.map(([reason, count]) => {
    const [line, name, number] = ["div", "dt", "dd"].map((tag) => document.createElement(tag));
    name.textContent = reason;
    number.textContent = count;
    number.className = "num";
    line.append(name, number);
    return line;
  }));
}

function onExchanges({ detail }) {
  down = 0;
  for (const one of detail) {
    const row = document.querySelector(`[data-exchange-row="${CSS.escape(one.exchange)}"]`);
    if (row) write(row, one);
    // The server knows its name and its place.
    else document.getElementById("exchange-health")?.dispatchEvent(new CustomEvent("tw:unknown-exchange"));
    if (one.state === "down") down += 1;
  }
  ages();
  showDown();
}

function ages() {
  for (const place of document.querySelectorAll("[data-heard][data-at]")) {
    const at = Number(place.dataset.at);
    const text = at ? age((Date.now() - at) / 1000) : "n/a";
    if (place.textContent !== text) place.textContent = text;
  }
}

// What a person has opened stays open when the lines come anew.
document.addEventListener("toggle", ({ target }) => {
  if (target.matches?.("[data-exchange-row]")) open[target.open ? "add" : "delete"](target.id);
}, { capture: true });

document.addEventListener("htmx:after:swap", () => {
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
});

body.addEventListener("tw:exchanges", onExchanges);
document.addEventListener("htmx:after:settle", showDown);
setInterval(ages, 1000);
showDown();
