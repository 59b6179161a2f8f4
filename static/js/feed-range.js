// The confidence range: two native sliders on one track that never pass each other.

function show(pair) {
  const [low, high] = pair.querySelectorAll("input");
  const bar = pair.querySelector("[data-range-in]");
  bar.setAttribute("x", `${low.value}%`);
  bar.setAttribute("width", `${Math.max(0, high.value - low.value)}%`);
  low.classList.toggle("is-over", Number(low.value) > 50);
  const group = pair.closest("fieldset");
  group.querySelector("[data-range-low]").textContent = low.value;
  group.querySelector("[data-range-high]").textContent = high.value;
}

function onInput({ target }) {
  const pair = target.closest?.("[data-range]");
  if (!pair) return;
  const [low, high] = pair.querySelectorAll("input");
  if (target === low) low.value = Math.min(low.value, high.value);
  else high.value = Math.max(low.value, high.value);
  show(pair);
}

export function startRange() {
  document.addEventListener("input", onInput);
}
