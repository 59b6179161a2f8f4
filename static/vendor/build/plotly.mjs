// Makes the one Plotly bundle of this product, and the style sheet that a strict policy needs. See README.md.
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const vendor = join(process.argv[2], "static/vendor");
const plotly = join(process.cwd(), "node_modules/plotly.js");
const { version } = JSON.parse(readFileSync(join(plotly, "package.json"), "utf8"));
const traces = "bar candlestick ohlc heatmap pie indicator treemap histogram waterfall box".split(" ");
const entry = `
  const Plotly = require("plotly.js/lib/core");
  Plotly.register([${traces.map((name) => `require("plotly.js/lib/${name}")`).join(", ")}]);
  module.exports = Plotly;
`;

await build({
  stdin: { contents: entry, resolveDir: process.cwd() },
  outfile: join(vendor, `plotly-${version}.min.js`),
  bundle: true,
  minify: true,
  format: "iife",
  globalName: "Plotly",
  target: "es2020",
  define: { global: "window" },
  loader: { ".css": "empty" },
  legalComments: "none",
  banner: { js: `/*! plotly.js ${version}, MIT licence, (c) Plotly, Inc. */` },
});
copyFileSync(join(plotly, "dist/plotly.css"), join(vendor, `plotly-${version}.css`));
