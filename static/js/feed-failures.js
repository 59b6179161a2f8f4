// A region that could not be fetched keeps what it shows, dimmed, under a bar with Retry.
let retry = () => {};

function again(source, retryAll) {
  if (source.matches("form")) source.requestSubmit();
  else if (source.isConnected) source.click();
  else retryAll();
}

function onFailure({ detail: { ctx } }, retryAll) {
  const status = ctx?.response?.status ?? 0;
  const region = ctx?.target?.closest?.("#feed, #detail");
  // What comes by itself may stay away, and what is sent says so itself.
  if (ctx?.target?.closest?.("#reaction, #what-if") || ctx?.request?.method === "POST") return;
  if (!region || (status > 0 && status < 500)) return;
  const bar = document.querySelector("[data-failed]");
  region.classList.add("is-dim");
  if (!bar) return;
  const what = region.id === "detail" ? "The alert could not be loaded." : "The list could not be refreshed.";
  bar.querySelector("[data-failed-text]").textContent = status ? `${what} The server answered ${status}.` : what;
  bar.hidden = false;
  retry = () => again(ctx.sourceElement, retryAll);
}

function onSwap({ detail: { ctx } }) {
  if (ctx.response?.status >= 500) return;
  for (const region of document.querySelectorAll(".is-dim")) region.classList.remove("is-dim");
  const bar = document.querySelector("[data-failed]");
  if (bar) bar.hidden = true;
}

// `retryAll` fetches the list again, for when what had asked is gone.
export function startFailures(retryAll) {
  document.addEventListener("htmx:after:swap", onSwap);
  for (const event of ["htmx:error", "htmx:response:error"]) {
    document.addEventListener(event, (fault) => onFailure(fault, retryAll));
  }
  document.addEventListener("click", ({ target }) => target.closest("[data-retry]") && retry());
}
