// Makes the icon and the coin sprite: every symbol's id is the icon's name. See README.md.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const repository = process.argv[2];
const vendor = join(repository, "static/vendor");
const lists = readFileSync(join(repository, "dashboard/icons.py"), "utf8");
const modules = join(process.cwd(), "node_modules");

function words(name) {
  const list = lists.match(new RegExp(`^${name} = """([^"]*)"""`, "m"));
  return list[1].trim().split(/\s+/).sort();
}

function version(name) {
  return JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")).version;
}

function symbol(id, file, prefix) {
  const drawing = readFileSync(file, "utf8").replace(/<!--[\s\S]*?-->/g, "");
  const viewBox = drawing.match(/viewBox="([^"]+)"/)?.[1] ?? "0 0 32 32";
  const body = drawing
    .slice(drawing.indexOf(">", drawing.indexOf("<svg")) + 1, drawing.lastIndexOf("</svg>"))
    .replace(/\s+/g, " ")
    .replace(/> </g, "><")
    .replace(/id="([^"]+)"/g, `id="${prefix}${id}-$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#${prefix}${id}-$1)`)
    .replace(/xlink:href="#([^"]+)"/g, `href="#${prefix}${id}-$1"`)
    .trim();
  return `<symbol id="${id}" viewBox="${viewBox}">${body}</symbol>`;
}

function sprite(name, ids, fileOf) {
  const symbols = ids.map((id) => symbol(id, fileOf(id), "p-"));
  writeFileSync(join(vendor, name), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
}

sprite(`lucide-${version("lucide-static")}.svg`, words("ICON_NAMES"), (id) => join(modules, "lucide-static/icons", `${id}.svg`));
sprite(`coins-${version("cryptocurrency-icons")}.svg`, words("COIN_NAMES"), (id) =>
  join(modules, "cryptocurrency-icons/svg/color", `${id}.svg`),
);
