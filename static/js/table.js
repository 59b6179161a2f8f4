// Market tables: the star answers at once, the address stays short, the heat map is drawn, new rows are listened to.
import { drawHeatmap, onTheme } from "./charts.js";
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

const heat = { numbers: null, tiles: [], isDirty: false };

function drawTiles() {
  const plot = document.querySelector("[data-heatmap]");
  const numbers = document.getElementById("heatmap-data");
  if (!plot || !numbers || !window.Plotly) return;
  if (numbers !== heat.numbers) Object.assign(heat, { numbers, tiles: JSON.parse(numbers.textContent) });
  heat.isDirty = false;
  const isNew = !plot.data;
  drawHeatmap(plot, heat.tiles);
  if (isNew) {
    plot.on("plotly_treemapclick", (event) => {
      const url = event.points[0].customdata;
      if (url) location.assign(url);
      return false;
    });
  }
}

// Tiles follow the prices, redrawn every five seconds at most.
document.body.addEventListener("tw:prices", ({ detail }) => {
  for (const tile of heat.tiles) {
    if (!(tile.symbol in detail)) continue;
    tile.change = detail[tile.symbol].change_24h;
    heat.isDirty = true;
  }
});
setInterval(() => heat.isDirty && !document.hidden && drawTiles(), 5_000);

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
  drawTiles();
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

onTheme(drawTiles);
document.fonts.ready.then(drawTiles);
