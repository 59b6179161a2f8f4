// Ticked rows: how many, all at once, and a stretch of them.
const shown = () => [...document.querySelectorAll("#rows > .ar:not([hidden])")];
const box = (row) => row.querySelector("[data-pick]");

export const picked = () => shown().filter((row) => box(row).checked);

// The row that keys are about: the focused one, else the one whose detail is open.
export function currentRow() {
  const row = document.activeElement?.closest("#rows > .ar") ?? document.querySelector("#rows > .ar[aria-current]");
  return row && !row.hidden ? row : null;
}

export function pick(row, isPicked = !box(row).checked) {
  box(row).checked = isPicked;
  showPicks();
}

export function pickAll(isPicked) {
  for (const row of shown()) box(row).checked = isPicked;
  showPicks();
}

export function showPicks() {
  const feed = document.getElementById("feed");
  if (!feed) return;
  const [count, all] = [picked().length, shown().length];
  const master = feed.querySelector("[data-pick-all]");
  if (master) {
    master.hidden = false;
    master.checked = count > 0 && count === all;
    master.indeterminate = count > 0 && count < all;
  }
  feed.classList.toggle("is-picking", count > 0);
  const words = feed.querySelector("[data-count]");
  if (words) words.textContent = `${count} selected`;
}

let last = null;

// With Shift a click ticks everything between this box and the one before.
function onClick({ target, shiftKey }) {
  if (!target.matches?.("[data-pick]")) return;
  const [rows, row] = [shown(), target.closest(".ar")];
  const [from, to] = [rows.indexOf(last), rows.indexOf(row)];
  if (shiftKey && from >= 0) {
    for (const each of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) box(each).checked = target.checked;
  }
  last = row;
  showPicks();
}

function onChange({ target }) {
  if (target.matches?.("[data-pick-all]")) pickAll(target.checked);
}

function onMode({ target }) {
  const button = target.closest?.("[data-select-mode]");
  if (!button) return;
  const isOn = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", isOn);
  document.getElementById("panes").classList.toggle("is-selecting", isOn);
  if (!isOn) pickAll(false);
}

export function startPicks() {
  document.addEventListener("click", onClick);
  document.addEventListener("click", onMode);
  document.addEventListener("change", onChange);
  document.addEventListener("htmx:after:settle", showPicks);
  showPicks();
}
