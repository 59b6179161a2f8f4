// The launch calendar: countdowns, keys for the views, and a month that is walked day by day.
const blocked = (target) => target.closest?.("input, textarea, select, [contenteditable=true]") || document.querySelector("dialog[open]");

function countDown() {
  for (const chip of document.querySelectorAll("[data-countdown]")) {
    const minutes = Math.floor((Date.parse(chip.dataset.countdown) - Date.now()) / 60_000);
    const hours = Math.floor(minutes / 60);
    const short = `${hours}h ${String(minutes % 60).padStart(2, "0")}m`;
    const text = minutes < 0 ? "Today" : hours < 24 ? short : `${Math.floor(hours / 24)}d ${hours % 24}h`;
    if (chip.textContent !== text) chip.textContent = text;
  }
}

const days = () => [...document.querySelectorAll("[data-month-grid] [data-day]")];

// One day is in the tab order, so that Tab reaches the grid once and the arrows move inside it.
function prepare() {
  const cells = days();
  const first = cells.find((cell) => cell.classList.contains("is-today")) ?? cells.find((cell) => !cell.classList.contains("is-outside"));
  if (first) first.tabIndex = 0;
}

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function move(cell, step) {
  const cells = days();
  const next = cells[cells.indexOf(cell) + step];
  if (!next) return document.querySelector(`[data-month="${step < 0 ? "before" : "after"}"]`)?.click();
  cell.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || blocked(event.target)) return;
  const cell = event.target.closest?.("[data-day]");
  const month = { PageUp: "before", PageDown: "after" }[event.key];
  if (cell && month) {
    event.preventDefault();
    document.querySelector(`[data-month="${month}"]`)?.click();
  } else if (event.target === cell && event.key in STEPS) {
    event.preventDefault();
    move(cell, STEPS[event.key]);
  } else if (event.target === cell && event.key === "Enter") {
    cell.querySelector("a")?.focus();
  } else if ("123".includes(event.key) && !("noSingleKeys" in document.body.dataset)) {
    document.querySelectorAll("[data-launch-view]")[Number(event.key) - 1]?.click();
  }
});
document.addEventListener("htmx:after:swap", prepare);
prepare();
countDown();
setInterval(countDown, 10_000);
