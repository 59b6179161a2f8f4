// The sources page: the exchanges' rows follow the socket, the tab says when one is down or fails.
const SHAPES = { live: "", closed: "none", stale: "w", down: "x" };
const WORDS = { live: "Live", closed: "Closed", stale: "Stale", down: "Down" };
const { body } = document;
const title = document.title;
let down = 0;

function showDown() {
  const failing = Number(document.getElementById("source-health")?.dataset.failing ?? 0);
  const count = down + failing;
  document.title = count ? `(${count} down) ${title}` : title;
}

function write(row, { state, latency_ms, at_ms, message }) {
  row.querySelector("[data-dot]").className = `dot ${SHAPES[state]}`;
  row.querySelector("[data-word]").textContent = WORDS[state];
  row.querySelector("[data-latency]").textContent = latency_ms === null ? "n/a" : `${latency_ms} ms`;
  row.querySelector("[data-note]").textContent = message ?? "";
  const heard = row.querySelector("[data-heard] time");
  if (heard && at_ms) {
    const seconds = Math.max(0, Math.round((Date.now() - at_ms) / 1000));
    heard.dateTime = new Date(at_ms).toISOString();
    heard.textContent = seconds < 60 ? `${seconds}s` : heard.textContent;
  }
}

function onExchanges({ detail }) {
  down = 0;
  for (const one of detail) {
    const row = document.querySelector(`[data-exchange-row="${CSS.escape(one.exchange)}"]`);
    if (row) write(row, one);
    if (one.state === "down") down += 1;
  }
  showDown();
}

body.addEventListener("tw:exchanges", onExchanges);
document.addEventListener("htmx:after:settle", showDown);
showDown();
