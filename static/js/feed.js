// The alert feed: what follows when a region was swapped, and the parts that it is made of.
import { startActs } from "./feed-acts.js";
import { startFailures } from "./feed-failures.js";
import { startKeys } from "./feed-keys.js";
import { forget, reload, showPending, showUnread, startLive } from "./feed-live.js";
import { startPicks } from "./feed-picks.js";
import { startRange } from "./feed-range.js";
import { startSwipes } from "./feed-swipe.js";
import { subscribe } from "./live.js";

const { body } = document;
const phone = matchMedia("(max-width: 760px)");

const feed = () => document.getElementById("feed");
const detail = () => document.getElementById("detail");

function showTopics() {
  const shell = (body.dataset.shellTopics ??= body.dataset.topics);
  const wanted = `${shell} ${detail()?.dataset.pageTopics ?? ""}`.split(/\s+/).filter(Boolean);
  const topics = [...new Set(wanted)].join(" ");
  if (topics === body.dataset.topics) return;
  body.dataset.topics = topics;
  subscribe();
}

function showSelected() {
  const id = detail()?.dataset.alert;
  for (const row of document.querySelectorAll("#rows > [aria-current]")) {
    if (row.id !== `alert-${id}`) row.removeAttribute("aria-current");
  }
  const row = id && document.getElementById(`alert-${id}`);
  if (!row) return;
  row.setAttribute("aria-current", "true");
  row.classList.add("read");
  row.querySelector(".at .vh")?.remove();
}

function follow() {
  forget(Number(feed()?.dataset.cursor || 0));
  const known = detail()?.dataset.unreadCount || feed()?.dataset.unreadCount;
  if (known) showUnread(Number(known));
  showPending();
  showSelected();
  showTopics();
}

function onSettle({ detail: { task } }) {
  const swapped = task.target?.id;
  if (swapped === "feed" && detail()) delete detail().dataset.unreadCount;
  if (swapped === "feed") {
    const search = document.getElementById("feed-q");
    if (search !== document.activeElement) search.value = feed().dataset.q;
  }
  if (swapped === "feed") closeMenus();
  follow();
}

function closeMenus() {
  for (const menu of document.querySelectorAll(".tool-menu:popover-open")) menu.hidePopover();
}

function onClick(event) {
  // On a phone the detail is a page of its own: the link is followed as a link.
  if (phone.matches && event.target.closest(".ar .at a")) event.stopPropagation();
}

document.addEventListener("htmx:after:settle", onSettle);
document.addEventListener("click", onClick, { capture: true });
startLive();
startFailures(reload);
startActs();
startPicks();
startKeys();
startRange();
startSwipes();
follow();
