// Theme, density and navigation: changed at once, then saved by the server.
const THEMES = ["dark", "light", "system"];
const YEAR_S = 365 * 86_400;
const root = document.documentElement;

async function save(name, value) {
  const form = document.querySelector("[data-theme-form]");
  if (!form) return;
  const fields = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, [name]: value });
  const url = form.action.replace(/theme\/$/, `${name}/`);
  await fetch(url, { method: "POST", body: fields, headers: { "X-Requested-With": "fetch" } });
}

export function setTheme(theme) {
  root.dataset.theme = theme;
  for (const button of document.querySelectorAll("[data-theme-form] button")) button.value = next(THEMES, theme);
  document.body.dispatchEvent(new CustomEvent("tw:theme", { detail: { theme } }));
  return save("theme", theme);
}

export const cycleTheme = () => setTheme(next(THEMES, root.dataset.theme));

export function toggleDensity() {
  const density = root.dataset.density === "compact" ? "default" : "compact";
  root.dataset.density = density;
  return save("density", density);
}

export function toggleNavigation() {
  const isDense = "dense" in document.body.dataset;
  const nav = document.body.dataset.nav === "rail" ? "full" : "rail";
  document.body.dataset.nav = nav;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${isDense ? "nav_dense" : "nav"}=${nav}; path=/; max-age=${YEAR_S}; samesite=lax${secure}`;
}

function next(list, value) {
  return list[(list.indexOf(value) + 1) % list.length];
}

export function start() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-theme-form]")) return;
    event.preventDefault();
    cycleTheme();
  });
  document.addEventListener("click", ({ target }) => target.closest("[data-nav-toggle]") && toggleNavigation());
  const system = matchMedia("(prefers-color-scheme: light)");
  system.addEventListener("change", () => root.dataset.theme === "system" && setTheme("system"));
}
