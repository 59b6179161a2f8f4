// Keys of the feed and of one alert; templates/_shortcuts.html lists them.
import { act, openMenu, undo } from "./feed-acts.js";
import { currentRow, pick, pickAll, picked } from "./feed-picks.js";

const narrow = matchMedia("(max-width: 1180px)");

const links = () => [...document.querySelectorAll("#rows > .ar:not([hidden]) .at a, #rows > .older a")];

function move(step) {
  const all = links();
  const row = currentRow();
  const here = all.findIndex((link) => link === document.activeElement || (row && row.contains(link)));
  const start = here >= 0 ? here : step > 0 ? -1 : all.length;
  const next = all[Math.min(Math.max(start + step, 0), all.length - 1)];
  next?.focus();
  next?.closest("li").scrollIntoView({ block: "nearest" });
}

function extend(step) {
  const row = currentRow();
  if (row) pick(row, true);
  move(step);
  if (currentRow()) pick(currentRow(), true);
}

function openFilters() {
  const form = document.getElementById("filters");
  if (narrow.matches) form?.togglePopover();
  else form?.querySelector("input")?.focus();
}

function close() {
  if (picked().length) return !pickAll(false);
  const link = document.querySelector("[data-close-detail]");
  const id = document.getElementById("detail")?.dataset.alert;
  if (!link) return false;
  link.click();
  document.querySelector(`#alert-${id} .at a`)?.focus();
  return true;
}

const actions = {
  j: () => move(1),
  k: () => move(-1),
  J: () => extend(1),
  K: () => extend(-1),
  x: () => currentRow() && pick(currentRow()),
  e: () => act("acknowledge"),
  d: () => act("false_positive"),
  z: () => openMenu("snooze"),
  ".": () => openMenu("acts"),
  u: () => undo(),
  f: openFilters,
  o: () => document.querySelector("[data-open-instrument]")?.click(),
};

function isTyping(target) {
  return target.matches("input:not([type=checkbox], [type=range]), textarea, select, [contenteditable]");
}

function isBusy({ defaultPrevented, target }) {
  return defaultPrevented || isTyping(target) || document.querySelector("dialog[open]");
}

function onKey(event) {
  if (isBusy(event)) return;
  const { key, target, ctrlKey, metaKey, altKey } = event;
  const isList = Boolean(document.getElementById("rows"));
  if ((ctrlKey || metaKey) && key.toLowerCase() === "a" && isList) {
    event.preventDefault();
    return pickAll(true);
  }
  if (ctrlKey || metaKey || altKey) return;
  if (key === "Escape" && !document.querySelector(":popover-open") && close()) return event.preventDefault();
  if ((key === "ArrowDown" || key === "ArrowUp") && links().includes(target)) {
    event.preventDefault();
    const step = key === "ArrowDown" ? 1 : -1;
    return event.shiftKey ? extend(step) : move(step);
  }
  if ("noSingleKeys" in document.body.dataset || !Object.hasOwn(actions, key)) return;
  event.preventDefault();
  actions[key]();
}

export function startKeys() {
  document.addEventListener("keydown", onKey);
}
