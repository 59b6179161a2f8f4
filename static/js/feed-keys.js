// Keys of the feed: j and k move, Enter opens, f filters, o opens the instrument, Escape closes the detail.

const narrow = matchMedia("(max-width: 1180px)");

const links = () => [...document.querySelectorAll("#rows > .ar .at a, #rows > .older a")];

function move(step) {
  const all = links();
  const here = all.indexOf(document.activeElement);
  const selected = all.findIndex((link) => link.closest("[aria-current]"));
  const start = here >= 0 ? here : selected >= 0 ? selected : step > 0 ? -1 : all.length;
  const next = all[Math.min(Math.max(start + step, 0), all.length - 1)];
  next?.focus();
  next?.closest("li").scrollIntoView({ block: "nearest" });
}

function openFilters() {
  const form = document.getElementById("filters");
  if (narrow.matches) form.togglePopover();
  else form.querySelector("input")?.focus();
}

function close() {
  const link = document.querySelector("[data-close-detail]");
  const id = document.getElementById("detail")?.dataset.alert;
  if (!link) return false;
  link.click();
  document.querySelector(`#alert-${id} .at a`)?.focus();
  return true;
}

const actions = {
  j: () => move(1),
  k: () => move(-1),
  f: openFilters,
  o: () => document.querySelector("[data-open-instrument]")?.click(),
};

function isTyping(target) {
  return target.matches("input:not([type=checkbox], [type=range]), textarea, select, [contenteditable]");
}

function isBusy(event) {
  const { defaultPrevented, ctrlKey, metaKey, altKey, target } = event;
  return defaultPrevented || ctrlKey || metaKey || altKey || isTyping(target) || document.querySelector("dialog[open]");
}

function onKey(event) {
  if (!document.getElementById("feed") || isBusy(event)) return;
  const { key, target } = event;
  if (key === "Escape" && !document.querySelector(":popover-open") && close()) return event.preventDefault();
  if ((key === "ArrowDown" || key === "ArrowUp") && links().includes(target)) {
    event.preventDefault();
    return move(key === "ArrowDown" ? 1 : -1);
  }
  if ("noSingleKeys" in document.body.dataset || !Object.hasOwn(actions, key)) return;
  event.preventDefault();
  actions[key]();
}

export function startKeys() {
  document.addEventListener("keydown", onKey);
}
