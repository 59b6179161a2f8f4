// Acts on alerts: from buttons by their forms, from keys and swipes by their ids; each can be taken back.
import { countSoon, reload } from "./feed-live.js";
import { currentRow, picked } from "./feed-picks.js";
import { toast } from "./toasts.js";

let token = "";
let wanted = [];

const bulk = () => document.getElementById("bulk");
const rowsLeft = () => document.querySelectorAll("#rows > .ar:not([hidden])").length;

// Those ticked, else the row that keys are about.
export function targets() {
  const rows = picked();
  return rows.length ? rows : [currentRow()].filter(Boolean);
}

export function act(name, rows = targets()) {
  if (!rows.length) return actOnOpen(name);
  const next = following(rows);
  for (const row of rows) row.classList.add("is-leaving");
  next?.querySelector(".at a").focus();
  const values = { do: name, ids: rows.map((row) => row.dataset.alert).join(",") };
  window.htmx.ajax("POST", bulk().action, { source: bulk(), swap: "none", values });
}

// Where there is no list, or nothing in it is meant, the alert that is open is.
function actOnOpen(name) {
  const form = document.getElementById("act");
  if (form) window.htmx.ajax("POST", form.action, { source: form, swap: "none", values: { do: name } });
}

function following(rows) {
  const all = [...document.querySelectorAll("#rows > .ar:not([hidden])")];
  const rest = all.slice(all.indexOf(rows.at(-1)) + 1).find((row) => !rows.includes(row));
  return rows.some((row) => row.contains(document.activeElement)) ? rest ?? all.findLast((row) => !rows.includes(row)) : null;
}

export function undo(wantedToken = token) {
  if (!wantedToken) return;
  const place = document.querySelector("[data-undo-url]");
  if (wantedToken === token) token = "";
  document.querySelector(`[data-undo="${CSS.escape(wantedToken)}"]`)?.closest(".toast").remove();
  const source = bulk() ?? document.getElementById("act");
  window.htmx.ajax("POST", place.dataset.undoUrl, { source, swap: "none", values: { token: wantedToken, ids: "", do: "" } });
}

// The menu remembers for whom it was opened, because the focus moves into it.
export function openMenu(name) {
  wanted = targets();
  const menu = document.getElementById(`${name}-${wanted.length ? "menu" : "one"}`);
  const button = [...document.querySelectorAll(`[popovertarget="${menu?.id}"]`)].find((each) => each.offsetParent);
  menu?.showPopover({ source: button ?? wanted[0]?.querySelector(".at") });
  menu?.querySelector("button").focus();
}

// The forms work by themselves too; from here the focus goes on to the next row.
function onSubmit(event) {
  const { target, submitter } = event;
  const menu = submitter?.closest(".act-menu:popover-open");
  const rows = menu && wanted.length ? wanted : targets();
  menu?.hidePopover();
  if (target !== bulk()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const [name, id] = submitter.value.split(":");
  act(name, id ? [document.getElementById(`alert-${id}`)] : rows);
}

function onToggle({ target, newState }) {
  if (target.matches(".act-menu") && newState === "closed") setTimeout(() => (wanted = []));
}

function onMenuKey(event) {
  const menu = event.target.closest?.(".act-menu:popover-open");
  if (!menu || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
  const buttons = [...menu.querySelectorAll("button")];
  const named = buttons.find((each) => each.getAttribute("aria-keyshortcuts") === event.key);
  // What the page does by a letter is about the row behind, which the menu may not be for.
  if (event.key.length === 1 && event.key !== " ") event.stopImmediatePropagation();
  if (!step && !named) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (step) buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length).focus();
  else if (!("noSingleKeys" in document.body.dataset)) named.click();
}

function onAnswer({ detail: { ctx } }) {
  if (ctx.request?.method !== "POST") return;
  const status = ctx.response?.status ?? 0;
  if (!status || status >= 500) toast("That was not saved. The server did not answer; try again.", { kind: "error" });
  if (!ctx.sourceElement?.matches?.("[data-acts]")) return;
  for (const row of document.querySelectorAll(".ar.is-leaving")) row.classList.remove("is-leaving");
  if (!status || status >= 500) return;
  if (status >= 400) countSoon();
  else if (document.getElementById("rows") && isAway(ctx)) reload();
}

// The last row may have left the list, or one that was put back is no longer on the page.
function isAway({ text = "" }) {
  const rows = [...text.matchAll(/id="(alert-\d+)"/g)].map(([, id]) => id);
  return !rowsLeft() || rows.some((id) => !document.getElementById(id));
}

export function startActs() {
  document.body.addEventListener("toast", ({ detail }) => (token = detail.undo || token));
  document.addEventListener("submit", onSubmit, { capture: true });
  document.addEventListener("toggle", onToggle, { capture: true });
  document.addEventListener("keydown", onMenuKey, { capture: true });
  document.addEventListener("htmx:finally:request", onAnswer);
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-undo]");
    if (button) undo(button.dataset.undo);
  });
}
