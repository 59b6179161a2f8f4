// What the administration needs: the theme switch, and names for the fields that stand in a list.
import { start } from "./theme.js";

function nameListFields() {
  const heads = [...document.querySelectorAll("#result_list thead th")];
  for (const field of document.querySelectorAll("#result_list tbody :is(input, select, textarea):not([aria-label], [type=hidden])")) {
    const row = field.closest("tr").querySelector("th");
    const head = heads[field.closest("td, th").cellIndex];
    field.setAttribute("aria-label", `${head.textContent.trim()}, ${row.textContent.trim()}`);
  }
}

start();
nameListFields();
