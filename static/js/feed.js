// The alert feed: what arrives by the socket, and what follows when a region was swapped.
import { startFailures } from "./feed-failures.js";
import { startKeys } from "./feed-keys.js";
import { startRange } from "./feed-range.js";
import { subscribe } from "./live.js";

const { body } = document;
const pending = new Set();
const MOST_ROWS = 500;
const phone = matchMedia("(max-width: 760px)");
let countsTimer = 0;
let unread = 0;

const feed = () => document.getElementById("feed");
const detail = () => document.getElementById("detail");
const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

function isAtTop() {
  const scroller = document.querySelector("[data-scroller]");
  return phone.matches ? scrollY < 8 : !scroller || scroller.scrollTop < 8;
}

function canInsert() {
  const rows = document.querySelectorAll("#rows > .ar").length;
  return (
    isAtTop() && !pending.size && !("narrowed" in feed().dataset) && !detail()?.dataset.alert && rows < MOST_ROWS
  );
}

function insert({ seq, html }) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const row = template.content.querySelector("li");
  row.dataset.seq ||= seq;
  row.classList.add("new");
  row.addEventListener("animationend", () => row.classList.remove("new"), { once: true });
  document.getElementById("rows").prepend(row);
  window.htmx.process(row);
  clearTimeout(countsTimer);
  countsTimer = setTimeout(refreshCounts, 1000);
}

function refreshCounts() {
  const form = document.getElementById("filters");
  const headers = { "HX-Target": "form#filters" };
  if (form) window.htmx.ajax("GET", form.action, { source: form, target: form, swap: "none", push: "false", headers });
}

function reload() {
  document.getElementById("newbar")?.click();
}

function showPending() {
  const bar = document.getElementById("newbar");
  if (!bar) return;
  bar.hidden = pending.size === 0;
  bar.querySelector("[data-newbar-text]").textContent = plural(pending.size, "new alert");
}

function setUnread(count) {
  unread = count;
  const title = document.title.replace(/^\(\d+\) /, "");
  if (feed()) document.title = count ? `(${count}) ${title}` : title;
}

function showUnread(count) {
  setUnread(count);
  for (const pill of document.querySelectorAll("[data-unread]")) {
    pill.textContent = count;
    pill.hidden = !count;
  }
  for (const text of document.querySelectorAll("[data-unread-text]")) text.textContent = count;
  document.querySelector("[data-bell]")?.classList.toggle("badge", count > 0);
}

function onAlert({ detail: alert }) {
  if (!feed() || pending.has(alert.seq) || document.querySelector(`#rows > [data-seq="${alert.seq}"]`)) return;
  setUnread(unread + 1);
  if (canInsert() && !document.getElementById("rows")) return reload();
  if (canInsert()) return insert(alert);
  pending.add(alert.seq);
  showPending();
}

function showTopics() {
  const shell = (body.dataset.shellTopics ??= body.dataset.topics);
  const wanted = `${shell} ${detail()?.dataset.pageTopics ?? ""}`.split(/\s+/).filter(Boolean);
  const topics = [...new Set(wanted)].join(" ");
  if (topics === body.dataset.topics) return;
  body.dataset.topics = topics;
  subscribe();
}

function showSelected() {
  const id = detail()?.dataset.alert;
  for (const row of document.querySelectorAll("#rows > [aria-current]")) {
    if (row.id !== `alert-${id}`) row.removeAttribute("aria-current");
  }
  const row = id && document.getElementById(`alert-${id}`);
  if (!row) return;
  row.setAttribute("aria-current", "true");
  row.classList.add("read");
  row.querySelector(".at .vh")?.remove();
}

function follow() {
  const cursor = Number(feed()?.dataset.cursor || 0);
  for (const seq of pending) if (seq <= cursor) pending.delete(seq);
  const known = detail()?.dataset.unreadCount || feed()?.dataset.unreadCount;
  if (known) showUnread(Number(known));
  showPending();
  showSelected();
  showTopics();
}

function onSettle({ detail: { task } }) {
  const swapped = task.target?.id;
  if (swapped === "feed" && detail()) delete detail().dataset.unreadCount;
  if (swapped === "feed") {
    const search = document.getElementById("feed-q");
    if (search !== document.activeElement) search.value = feed().dataset.q;
  }
  follow();
}

function onClick(event) {
  // On a phone the detail is a page of its own: the link is followed as a link.
  if (phone.matches && event.target.closest(".ar .at a")) event.stopPropagation();
}

body.addEventListener("tw:alert", onAlert);
body.addEventListener("tw:resync", reload);
document.addEventListener("htmx:after:settle", onSettle);
document.addEventListener("click", onClick, { capture: true });
startFailures(reload);
startKeys();
startRange();
follow();
