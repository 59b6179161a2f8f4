// The menus of indicators and of instruments to compare with. The server says which choices are sound.
import { remember, rememberIndicators } from "./chart-address.js";
import { keyOf, writeShown } from "./chart-shown.js";
import { find, page } from "./chart-view.js";
import { useChart } from "./instrument-chart.js";

const words = (text) => (text ?? "").split(",").filter((word) => word && word !== "none");
const chosen = { show: words(page.dataset.show), compared: words(page.dataset.compared) };
const first = { show: page.dataset.show, compared: page.dataset.compared };

function say(text, name) {
  for (const each of ["menu", "compare"]) {
    const line = find(`[data-${each}-wrong]`);
    line.textContent = each === name ? text : "";
    line.hidden = !line.textContent;
  }
}

function markFlags() {
  find("[data-flags]").setAttribute("aria-pressed", chosen.show.includes("alerts"));
}

// Try a choice; answers whether it stands.
async function choose(next, name) {
  const before = { ...chosen };
  Object.assign(chosen, next);
  markFlags();
  try {
    await useChart(chosen);
  } catch (error) {
    Object.assign(chosen, before);
    markFlags();
    say(error.sentence ?? error.message, name);
    return false;
  }
  say("", name);
  const show = chosen.show.join(",") || "none";
  if (next.show) rememberIndicators(show);
  remember({ ...(next.show && { show }), compare: chosen.compared.join(",") });
  return true;
}

// Indicators stand before the flags, in the order in which they were chosen.
const withFlags = (keys) => [...keys.filter((key) => key !== "alerts"), ...keys.filter((key) => key === "alerts")];
const without = (list, value) => list.filter((each) => each !== value);

async function changeNumbers(input) {
  const item = input.closest("li");
  const next = chosen.show.map((key) => (key === item.dataset.key ? keyOf(item) : key));
  const stands = await choose({ show: [...new Set(next)] }, "menu");
  input.setAttribute("aria-invalid", !stands);
}

function addIndicator(key) {
  if (!chosen.show.includes(key)) return choose({ show: withFlags([...chosen.show, key]) }, "menu");
  return say("It is on the chart already. Change its numbers to have a second one.", "menu");
}

function filterKinds(text) {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  const items = [...page.querySelectorAll("#indicator-menu .kind-list li")];
  for (const item of items) {
    const own = `${item.textContent} ${item.firstElementChild.dataset.add}`.toLowerCase();
    item.hidden = !wanted.every((word) => own.includes(word));
  }
  for (const title of page.querySelectorAll("#indicator-menu .menu-title")) {
    title.hidden = ![...title.nextElementSibling.children].some((item) => !item.hidden);
  }
  find("[data-no-indicator]").hidden = items.some((item) => !item.hidden);
}

const presses = [
  ["[data-add]", ({ add }) => addIndicator(add)],
  ["[data-remove]", ({ remove }) => choose({ show: without(chosen.show, remove) }, "menu")],
  ["[data-flags]", () => choose({ show: chosen.show.includes("alerts") ? without(chosen.show, "alerts") : [...chosen.show, "alerts"] }, "menu")],
  ["[data-remove-compared]", ({ removeCompared }) => choose({ compared: without(chosen.compared, removeCompared) }, "compare")],
  ["[data-compare]", ({ compare }) => choose({ compared: [...new Set([...chosen.compared, compare])] }, "compare")],
];

export function openIndicators() {
  find("[popovertarget=indicator-menu]").click();
}

// What the address says after going back.
export function restore(params) {
  chosen.show = words(params.get("show") ?? first.show);
  chosen.compared = words(params.has("compare") || params.has("show") ? params.get("compare") : first.compared);
  markFlags();
  return useChart(chosen);
}

export function start() {
  page.addEventListener("tw:chart", ({ detail }) => writeShown(detail));
  page.addEventListener("click", (event) => {
    for (const [selector, act] of presses) {
      const button = event.target.closest(selector);
      if (button) act(button.dataset);
    }
  });
  find("[data-shown]").addEventListener("change", (event) => changeNumbers(event.target));
  find("[data-find-indicator]").addEventListener("input", (event) => filterKinds(event.target.value));
  for (const menu of page.querySelectorAll(".chart-menu")) {
    menu.addEventListener("toggle", (event) => event.newState === "open" && menu.querySelector("input[type=search]")?.focus());
  }
  return useChart(chosen);
}
