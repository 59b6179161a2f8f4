// The instrument page's controls: timeframe, indicators, tabs, table, full screen and keys. The address says what is shown.
import { remember } from "./chart-address.js";
import { startDrawing, take } from "./chart-draw.js";
import { startDrawings, undoLast } from "./chart-drawings.js";
import { openIndicators, restore, start } from "./chart-menu.js";
import { page, pressKey, showTable, useDrag } from "./chart-view.js";
import { follow, useTimeframe } from "./instrument-chart.js";

const all = (selector) => [...page.querySelectorAll(selector)];
const params = () => new URLSearchParams(location.search);
const first = { timeframe: page.dataset.timeframe, tab: page.dataset.tab };

function mark(links, isCurrent) {
  for (const link of links) {
    if (isCurrent(link)) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function setTimeframe(timeframe) {
  mark(all("a[data-timeframe]"), (link) => link.dataset.timeframe === timeframe);
  return useTimeframe(timeframe);
}

function setTab(tab) {
  page.dataset.tab = tab;
  const below = ["book", "trades"].includes(tab) ? "alerts" : tab;
  mark(all(".mtabs a"), (link) => link.dataset.tab === tab);
  mark(all(".bott nav a"), (link) => link.dataset.tab === below);
}

function isPlainClick(event) {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}

page.addEventListener("click", (event) => {
  const timeframe = event.target.closest("a[data-timeframe]");
  const tab = event.target.closest("a[data-tab]");
  if ((!timeframe && !tab) || !isPlainClick(event)) return;
  event.preventDefault();
  if (timeframe) {
    remember({ timeframe: timeframe.dataset.timeframe });
    setTimeframe(timeframe.dataset.timeframe);
  } else {
    remember({ tab: tab.dataset.tab });
    setTab(tab.dataset.tab);
    if (!tab.closest(".mtabs")) page.querySelector(".bott").scrollIntoView({ block: "nearest" });
  }
});

page.querySelector("[data-chart-table]").addEventListener("click", ({ currentTarget }) => {
  const isOn = currentTarget.getAttribute("aria-pressed") !== "true";
  currentTarget.setAttribute("aria-pressed", isOn);
  showTable(isOn);
});
page.querySelector("[data-full-screen]").addEventListener("click", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else page.querySelector(".chartp").requestFullscreen();
});

// Touch: a swipe scrolls the page until the chart is tapped once; Done gives the page its swipes back.
if (matchMedia("(pointer: coarse)").matches) {
  const done = page.querySelector("[data-pan-done]");
  page.querySelector("#chart").addEventListener("click", () => {
    if (!done.hidden) return;
    done.hidden = false;
    useDrag("pan");
  });
  done.addEventListener("click", () => {
    done.hidden = true;
    useDrag(false);
  });
}

function goTo(rel) {
  const link = page.querySelector(`a[rel=${rel}]`);
  if (link) location.assign(link.href + location.search);
  return Boolean(link);
}

const TOOLS = { l: "line", t: "trend" };

// The letter that opens the menu must not end up in its field.
function openFromKey(event) {
  event.preventDefault();
  openIndicators();
}

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea, dialog") || event.ctrlKey || event.metaKey) return;
  if (event.altKey) {
    const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    if (rel && goTo(rel)) event.preventDefault();
    return;
  }
  if (document.body.dataset.noSingleKeys !== undefined) return;
  if (event.key === "i") openFromKey(event);
  if (event.key in TOOLS) take(TOOLS[event.key]);
  if (event.key === "u") undoLast();
  if (!event.target.closest("[role=region], [popover]")) pressKey(event.key);
  if (event.key === "v") page.querySelector(".bott nav [data-tab=venues]").click();
  const link = /^[1-6]$/.test(event.key) && all("a[data-timeframe]")[Number(event.key) - 1];
  if (link) link.click();
});

addEventListener("popstate", () => {
  setTab(params().get("tab") ?? first.tab);
  restore(params());
  setTimeframe(params().get("timeframe") ?? first.timeframe);
});

history.replaceState({ chart: true }, "");
startDrawings();
startDrawing();
follow();
document.fonts.ready.then(start);
