// The command palette: a dialog whose results come from the server.
import { cycleTheme, setTheme, toggleDensity, toggleNavigation } from "./theme.js";
import { refresh } from "./cells.js";

const PAUSE_MS = 120;
const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const results = dialog?.querySelector("[role=listbox]");
let timer = 0;
let asked = 0;

const actions = {
  theme: cycleTheme,
  "theme-dark": () => setTheme("dark"),
  "theme-light": () => setTheme("light"),
  "theme-system": () => setTheme("system"),
  density: toggleDensity,
  navigation: toggleNavigation,
  shortcuts: () => document.getElementById("shortcuts").showModal(),
  "sign-out": () => document.querySelector("[data-sign-out]").requestSubmit(),
};

const options = () => [...results.querySelectorAll("[role=option]")];
const chosen = () => results.querySelector("[aria-selected=true]");

export function toggle() {
  if (!dialog) return;
  if (dialog.open) {
    dialog.close();
    return;
  }
  dialog.showModal();
  input.select();
  ask();
}

async function ask() {
  const mine = ++asked;
  const answer = await fetch(`${dialog.dataset.url}?q=${encodeURIComponent(input.value)}`).catch(() => null);
  if (mine !== asked) return;
  if (answer?.ok) {
    results.innerHTML = await answer.text();
    refresh(results);
    choose(options()[0]);
  } else {
    results.textContent = "Search does not answer. Try again in a moment.";
  }
}

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  input.removeAttribute("aria-activedescendant");
  if (!option) return;
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", option.id);
}

function step(by) {
  const list = options();
  if (!list.length) return;
  choose(list.at((list.indexOf(chosen()) + by + list.length) % list.length));
}

function run(option, isNewTab) {
  if (!option) return;
  dialog.close();
  const { action, url } = option.dataset;
  if (action) actions[action]?.();
  else if (isNewTab) open(url, "_blank", "noopener");
  else location.assign(url);
}

function press(event) {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) {
    event.preventDefault();
    step(steps[event.key]);
  } else if (event.key === "Enter") {
    event.preventDefault();
    run(chosen(), event.ctrlKey || event.metaKey);
  }
}

export function start() {
  if (!dialog) return;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  input.addEventListener("keydown", press);
  results.addEventListener("click", (event) => run(event.target.closest("[role=option]"), event.ctrlKey || event.metaKey));
  document.addEventListener("click", ({ target }) => target.closest("[data-palette-open]") && toggle());
}
