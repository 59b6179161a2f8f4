// Copies the text of the element that [data-copy] names, and says so; a key that is shown once leaves no trace.
import { toast } from "./toasts.js";

const textOf = (element) => element.value ?? element.textContent.trim();

function select(element) {
  if (element.select) element.select();
  else getSelection().selectAllChildren(element);
}

// Without https the clipboard is closed to scripts; the old way copies what is selected.
async function copy(element) {
  try {
    await navigator.clipboard.writeText(textOf(element));
    return true;
  } catch {
    select(element);
    return document.execCommand("copy");
  }
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  const element = document.getElementById(button.dataset.copy);
  if (await copy(element)) toast(button.dataset.copied, { kind: "success" });
  else toast("It could not be copied. It is selected now: press Ctrl C.", { kind: "error" });
  button.focus();
});
document.addEventListener("focusin", ({ target }) => target.matches("[data-select]") && target.select());

// To load this page again must not send the form again, which would ask for another key.
const once = document.querySelector("[data-shown-once]");
if (once) history.replaceState(null, "", once.dataset.shownOnce);
