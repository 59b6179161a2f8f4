// What arrives by the socket: alerts slide in on top or wait behind the bar, updates change their row in place.
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

// Nothing moves under somebody who reads, has ticked something, or is among the rows with the keyboard.
function isBusy() {
  const rows = document.getElementById("rows");
  return rows && (rows.contains(document.activeElement) || rows.querySelector("[data-pick]:checked"));
}

function canInsert() {
  const rows = document.querySelectorAll("#rows > .ar").length;
  const isOpen = "narrowed" in feed().dataset || detail()?.dataset.alert;
  return isAtTop() && !pending.size && !isOpen && !isBusy() && rows < MOST_ROWS;
}

function rowOf({ seq, html }) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const row = template.content.querySelector("li");
  row.dataset.seq ||= seq;
  return row;
}

function insert(alert) {
  const row = rowOf(alert);
  row.classList.add("new");
  row.addEventListener("animationend", () => row.classList.remove("new"), { once: true });
  document.getElementById("rows").prepend(row);
  window.htmx.process(row);
  countSoon();
}

export function countSoon() {
  clearTimeout(countsTimer);
  countsTimer = setTimeout(refreshCounts, 1000);
}

function refreshCounts() {
  const form = document.getElementById("filters");
  const headers = { "HX-Target": "form#filters" };
  if (form) window.htmx.ajax("GET", form.action, { source: form, target: form, swap: "none", push: "false", headers });
}

export function reload() {
  document.getElementById("newbar")?.click();
}

export function showPending() {
  const bar = document.getElementById("newbar");
  if (!bar) return;
  bar.hidden = pending.size === 0;
  bar.querySelector("[data-newbar-text]").textContent = plural(pending.size, "new alert");
}

// Forgets what a list that was fetched at `cursor` shows already.
export function forget(cursor) {
  for (const seq of pending) if (seq <= cursor) pending.delete(seq);
}

function setUnread(count) {
  unread = count;
  const title = document.title.replace(/^\(\d+\) /, "");
  if (feed()) document.title = count ? `(${count}) ${title}` : title;
}

export function showUnread(count) {
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

// What the server does not know: the tick, what is hidden, what is open.
function keep(old, row) {
  row.querySelector("[data-pick]").checked = old.querySelector("[data-pick]").checked;
  row.hidden = old.hidden;
  if (old.hasAttribute("aria-current")) row.setAttribute("aria-current", "true");
}

function onUpdate({ detail: update }) {
  const old = document.getElementById(`alert-${update.alert}`);
  if (old) {
    const row = rowOf(update);
    const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
    row.dataset.seq = old.dataset.seq;
    keep(old, row);
    row.classList.add("updated");
    const note = row.querySelector("[data-updated]");
    note.textContent = update.text;
    note.hidden = !update.text;
    old.replaceWith(row);
    window.htmx.process(row);
    if (focused) document.getElementById(focused)?.focus();
    countSoon();
  }
  if (detail()?.dataset.alert !== String(update.alert)) return;
  const bar = detail().querySelector("[data-changed]");
  bar.querySelector("[data-changed-text]").textContent = update.text || "This alert has changed.";
  bar.hidden = false;
}

export function startLive() {
  body.addEventListener("tw:alert", onAlert);
  body.addEventListener("tw:update", onUpdate);
  body.addEventListener("tw:resync", reload);
}
