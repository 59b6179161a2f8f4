// On a touch screen a row swiped to the right is acknowledged, to the left dismissed.
import { act } from "./feed-acts.js";

const ENOUGH = 88;
const MOST = 132;
let swipe = null;

function onStart({ target, touches }) {
  const row = target.closest?.("#rows > .ar");
  swipe = row && touches.length === 1 ? { row, x: touches[0].clientX, y: touches[0].clientY, by: 0, isOurs: false } : null;
}

// The first few pixels tell whether somebody scrolls or swipes.
function onMove(event) {
  if (!swipe) return;
  const [x, y] = [event.touches[0].clientX - swipe.x, event.touches[0].clientY - swipe.y];
  if (!swipe.isOurs && Math.abs(y) > 10 && Math.abs(y) >= Math.abs(x)) return (swipe = null);
  if (!swipe.isOurs && Math.abs(x) < 14) return;
  swipe.isOurs = true;
  if (event.cancelable) event.preventDefault();
  swipe.by = Math.max(-MOST, Math.min(MOST, x));
  const { row, by } = swipe;
  row.style.setProperty("--by", `${by}px`);
  row.dataset.swipe = Math.abs(by) < ENOUGH ? "" : by > 0 ? "acknowledge" : "dismiss";
}

function onEnd() {
  if (!swipe) return;
  const { row, by, isOurs } = swipe;
  swipe = null;
  row.style.removeProperty("--by");
  delete row.dataset.swipe;
  if (!isOurs) return;
  if (Math.abs(by) >= ENOUGH) act(by > 0 ? "acknowledge" : "false_positive", [row]);
}

export function startSwipes() {
  document.addEventListener("touchstart", onStart, { passive: true });
  // Taking a move from the browser keeps it from scrolling, and from taking the end for a tap.
  document.addEventListener("touchmove", onMove, { passive: false });
  document.addEventListener("touchend", onEnd);
  document.addEventListener("touchcancel", onEnd);
}
