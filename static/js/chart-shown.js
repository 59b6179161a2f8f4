// What is on the chart, as chips in the toolbar and as lines with numbers in the menu; both are made from its answer.
import { toneClass } from "./chart-compare.js";
import { find } from "./chart-view.js";

const copy = (name) => find(`template[data-${name}]`).content.firstElementChild.cloneNode(true);

function chip(label, tone, name, value, whole = label) {
  const button = copy("chip");
  button.classList.add(tone);
  button.dataset[name] = value;
  button.title = `Remove ${whole}`;
  button.firstElementChild.textContent = label;
  return button;
}

function field({ label, value, least, most, step }) {
  const box = copy("number");
  box.firstElementChild.textContent = label;
  Object.assign(box.querySelector("input"), { min: least, max: most, step, value });
  return box;
}

function line(each, index) {
  const item = copy("shown-line");
  item.classList.add(toneClass(index));
  item.dataset.key = each.key;
  item.dataset.kind = each.kind;
  item.querySelector(".on-name").textContent = each.fields.length ? each.label.replace(/( [\d.]+)+$/, "") : each.label;
  item.querySelector(".on-fields").replaceChildren(...each.fields.map(field));
  const remove = item.querySelector("button");
  remove.dataset.remove = each.key;
  remove.title = `Remove ${each.label}`;
  return item;
}

// Redraw both only when something else is shown: the field that a person is in stays as it is.
export function writeShown(data) {
  const words = [...data.indicators.map((each) => each.key), ...data.compare.map((each) => each.symbol)].join(",");
  const chips = find("[data-chips]");
  if (chips.dataset.chips === words) return;
  chips.dataset.chips = words;
  const focused = document.activeElement?.closest?.("[data-shown] li");
  const place = focused && { at: [...focused.parentNode.children].indexOf(focused), input: [...focused.querySelectorAll("input")].indexOf(document.activeElement) };
  chips.replaceChildren(
    ...data.indicators.map((each, index) => chip(each.label, toneClass(index), "remove", each.key)),
    ...data.compare.map(({ symbol }, index) => chip(symbol.split("-")[0], toneClass(data.indicators.length + index), "removeCompared", symbol, symbol)),
  );
  find("[data-shown]").replaceChildren(...data.indicators.map(line));
  if (place) find("[data-shown]").children[place.at]?.querySelectorAll("input")[place.input]?.focus();
}

export function keyOf(item) {
  const numbers = [...item.querySelectorAll("input")].map((input) => input.value.replaceAll("-", "~"));
  return [item.dataset.kind, ...numbers].join("-");
}
