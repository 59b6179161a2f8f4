// The keys page: what a link would ask on a page of its own is asked in a dialog.
const dialog = document.querySelector("[data-key-dialog]");

document.addEventListener("htmx:after:swap", () => {
  const asks = dialog.querySelector("form:not([data-answered])");
  if (asks && !dialog.open) dialog.showModal();
});

// The answer of a form replaces the table, and with it the link that opened the dialog.
document.addEventListener("htmx:after:request", ({ target }) => {
  if (!dialog.open || !(target instanceof HTMLFormElement)) return;
  // The form stays until the close event, which may come after the swap of the table.
  target.dataset.answered = "";
  dialog.close();
});
dialog.addEventListener("close", () => {
  dialog.querySelector("#key-dialog").replaceChildren();
  if (document.activeElement === document.body) document.getElementById("keys-title").focus();
});
dialog.addEventListener("click", (event) => {
  if (!event.target.closest("[data-key-cancel]")) return;
  event.preventDefault();
  dialog.close();
});
