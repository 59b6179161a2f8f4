// Market tables: the star answers at once, the address stays short, new rows are listened to.
import { subscribe } from "./live.js";

const DEFAULTS = { view: "table", sort: "-turnover_24h" };

function press(button, on) {
  button.setAttribute("aria-pressed", on);
}

document.addEventListener("submit", (event) => {
  const button = event.target.querySelector?.("[data-star]");
  if (button) press(button, button.getAttribute("aria-pressed") !== "true");
});
document.addEventListener("htmx:error", (event) => {
  const button = event.target.querySelector?.("[data-star]");
  if (button) press(button, button.getAttribute("aria-pressed") !== "true");
});

// A filter that changes nothing has no place in the address.
document.addEventListener("htmx:config:request", (event) => {
  if (!event.target.matches?.("[data-drop-empty]")) return;
  const { body } = event.detail.ctx.request;
  for (const [name, value] of [...body]) if (value === (DEFAULTS[name] ?? "")) body.delete(name);
});

// The page listens to the prices of the rows it shows, besides what the shell listens to.
function followRows(part) {
  const { body } = document;
  const shell = (body.dataset.shellTopics ??= body.dataset.topics);
  const topics = [...new Set(`${shell} ${part.dataset.pageTopics}`.split(/\s+/).filter(Boolean))].join(" ");
  if (topics !== body.dataset.topics) {
    body.dataset.topics = topics;
    subscribe();
  }
}

document.addEventListener("htmx:after:swap", (event) => {
  const part = document.querySelector("[data-page-topics]");
  if (part) followRows(part);
  if (event.detail.ctx?.response?.status === 200) clearErrors();
});

function clearErrors() {
  document.querySelector("[data-error]")?.remove();
  for (const field of document.querySelectorAll("#screen-form [aria-invalid]")) field.removeAttribute("aria-invalid");
}

// s turns the star over, on the page of one instrument.
document.addEventListener("keydown", (event) => {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key !== "s" || !isPlain || "noSingleKeys" in document.body.dataset) return;
  if (event.target.closest("input, select, textarea, dialog")) return;
  document.querySelector("[data-star][aria-keyshortcuts]")?.click();
});
