// The instrument page's controls: timeframe, indicators, tabs, table, full screen and keys. The address says what is shown.
import { follow, load, page, showTable, useDrag, useIndicators, useTimeframe } from "./instrument-chart.js";

const all = (selector) => [...page.querySelectorAll(selector)];
const params = () => new URLSearchParams(location.search);
const first = { timeframe: page.dataset.timeframe, show: page.dataset.show, tab: page.dataset.tab };

// The page makes its own history entries, so that going back changes the chart and not the document.
function remember(name, value) {
  const url = new URL(location.href);
  url.searchParams.set(name, value);
  url.search = url.search.replaceAll("%2C", ",");
  history.pushState({ chart: true }, "", url);
}

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

function shown() {
  return all("button[data-show][aria-pressed=true]").map((button) => button.dataset.show);
}

function setShown(keys) {
  for (const button of all("button[data-show]")) button.setAttribute("aria-pressed", keys.includes(button.dataset.show));
  useIndicators(keys);
}

function setTab(tab) {
  page.dataset.tab = tab;
  const below = tab === "trades" ? "alerts" : tab;
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
    remember("timeframe", timeframe.dataset.timeframe);
    setTimeframe(timeframe.dataset.timeframe);
  } else {
    remember("tab", tab.dataset.tab);
    setTab(tab.dataset.tab);
    if (!tab.closest(".mtabs")) page.querySelector(".bott").scrollIntoView({ block: "nearest" });
  }
});

page.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-show]");
  if (!button) return;
  const keys = all("button[data-show]").map((each) => each.dataset.show);
  const next = keys.filter((key) => shown().includes(key) !== (key === button.dataset.show));
  remember("show", next.join(",") || "none");
  setShown(next);
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

const indicators = ["sma", "ema", "rsi", "macd"];

// i hides the indicators, and brings back those that were hidden.
function toggleIndicators() {
  const on = shown();
  const own = on.filter((key) => indicators.includes(key));
  const rest = on.filter((key) => !indicators.includes(key));
  const next = own.length ? rest : [...(toggleIndicators.before ?? indicators), ...rest];
  if (own.length) toggleIndicators.before = own;
  remember("show", next.join(",") || "none");
  setShown(next);
}

function goTo(rel) {
  const link = page.querySelector(`a[rel=${rel}]`);
  if (link) location.assign(link.href + location.search);
  return Boolean(link);
}

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea, dialog") || event.ctrlKey || event.metaKey) return;
  if (event.altKey) {
    const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    if (rel && goTo(rel)) event.preventDefault();
    return;
  }
  if (document.body.dataset.noSingleKeys !== undefined) return;
  if (event.key === "i") toggleIndicators();
  if (event.key === "v") page.querySelector(".bott nav [data-tab=venues]").click();
  const link = /^[1-6]$/.test(event.key) && all("a[data-timeframe]")[Number(event.key) - 1];
  if (link) link.click();
});

addEventListener("popstate", () => {
  const show = params().get("show") ?? first.show;
  setTab(params().get("tab") ?? first.tab);
  setShown(show.split(",").filter((key) => key && key !== "none"));
  setTimeframe(params().get("timeframe") ?? first.timeframe);
});

history.replaceState({ chart: true }, "");
follow();
document.fonts.ready.then(() => load());
