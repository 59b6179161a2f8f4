// What the bars say: connection, exchanges, unread alerts, the clock, and the ages of things.
import { age } from "./format.js";
import { toast } from "./toasts.js";

const SHAPES = { live: "", closed: "none", stale: "w", down: "x" };
const DOTS = { live: "", reconnecting: "w", offline: "x" };
const body = document.body;
const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

function connection({ detail }) {
  const place = document.querySelector(".live[data-connection]");
  if (!place) return;
  const [word, reading] = words(detail);
  place.dataset.connection = detail.state;
  place.querySelector(".dot").className = `dot ${DOTS[detail.state]}`;
  // The word is spoken when it changes; seconds and milliseconds are hidden from that.
  write(place.querySelector("[data-connection-text]"), word);
  write(place.querySelector("[data-connection-reading]"), reading);
}

function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

function words({ state, latency, since }) {
  if (state === "live") return ["Live", latency === null ? "" : `${latency} ms`];
  if (state === "offline") return [`Offline. Prices are from ${time.format(since)}`, ""];
  return ["Reconnecting", `${Math.round((Date.now() - since) / 1000)} s`];
}

function exchanges({ detail }) {
  for (const one of detail) {
    const item = document.querySelector(`.status [data-exchange="${CSS.escape(one.exchange)}"]`);
    if (!item) continue;
    const isLive = one.state === "live";
    item.querySelector(".dot").className = `dot ${SHAPES[one.state]}`;
    item.querySelector("[data-latency]").textContent =
      isLive && one.latency_ms !== null ? `${one.latency_ms} ms` : one.state;
    item.title = one.message ?? "";
  }
}

function alerted({ detail }) {
  for (const pill of document.querySelectorAll("[data-unread]")) {
    pill.textContent = Number(pill.textContent) + 1;
    pill.hidden = false;
  }
  const bell = document.querySelector("[data-bell]");
  bell?.classList.add("badge");
  const count = bell?.querySelector("[data-unread-text]");
  if (count) count.textContent = Number(count.textContent) + 1;
  if (["critical", "high"].includes(detail.urgency)) toast(detail.title, { kind: detail.urgency, url: detail.url });
}

function clock() {
  const place = document.querySelector("[data-clock]");
  if (!place) return;
  const now = new Date();
  const isLocal = localStorage.getItem("clock") === "local";
  place.textContent = isLocal ? time.format(now) : `${now.toISOString().slice(11, 19)} UTC`;
  place.title = isLocal ? "Show UTC" : "Show local time";
}

function ages() {
  for (const place of document.querySelectorAll("time[data-ago]")) {
    const seconds = (Date.now() - Date.parse(place.dateTime)) / 1000;
    if (seconds < 86_400) place.textContent = age(seconds);
  }
}

export function start() {
  body.addEventListener("tw:connection", connection);
  body.addEventListener("tw:exchanges", exchanges);
  body.addEventListener("tw:alert", alerted);
  document.querySelector("[data-clock]")?.addEventListener("click", () => {
    localStorage.setItem("clock", localStorage.getItem("clock") === "local" ? "utc" : "local");
    clock();
  });
  setInterval(clock, 1000);
  setInterval(ages, 30_000);
  clock();
}
