// The tiles of the heat map: colour and change follow the prices; dashboard/charts/heatmap.py draws them first.
import { direction, percent } from "./format.js";

const STEPS = [0.5, 1.5, 3, 6];

function look(change) {
  const way = direction(change);
  if (way === "flat" || way === "none") return way;
  return `${way}-${1 + STEPS.filter((step) => Math.abs(change) >= step).length}`;
}

function paint(tile, { change_24h: change, standing }) {
  const name = look(change);
  if (!tile.classList.contains(name)) {
    for (const each of [...tile.classList]) if (/^(up|down)-|^(flat|none)$/.test(each)) tile.classList.remove(each);
    tile.classList.add(name);
  }
  tile.classList.toggle("is-old", standing === "stale" && tile.dataset.tile.includes("-"));
  const place = tile.querySelector("[data-tile-change]");
  const text = percent(change);
  if (place && place.textContent !== text) place.textContent = text;
}

export function repaint(prices) {
  for (const tile of document.querySelectorAll("[data-tile]")) {
    if (tile.dataset.tile in prices) paint(tile, prices[tile.dataset.tile]);
  }
}
