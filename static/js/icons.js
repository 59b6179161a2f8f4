// Draws an icon of the sprite whose address the page carries.
const SVG = "http://www.w3.org/2000/svg";

export function icon(name, size = "") {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", `i ${size}`.trim());
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${document.body.dataset.icons}#${name}`);
  drawing.append(use);
  return drawing;
}
