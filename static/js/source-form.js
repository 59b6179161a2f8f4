// The form of a source: fields follow the kind, and a feed that the test found is taken over by a press.
const form = document.querySelector("[data-source-form]");

function showFields() {
  const kind = form.elements.kind.value;
  for (const part of form.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(kind);
}

function useFound(event) {
  const found = event.target.closest("[data-use]");
  if (!found) return;
  form.elements.url.value = found.dataset.use;
  form.querySelector("[name=test]").click();
}

if (form) {
  form.addEventListener("change", showFields);
  document.addEventListener("click", useFound);
  showFields();
}
