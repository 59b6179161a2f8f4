// The pane of the price: which prices it spans, and where a moment at a price stands in it.
import { priceRange } from "./candle-data.js";
import { compareLines } from "./chart-compare.js";
import { domains } from "./chart-panes.js";

export const MARGIN = { l: 0, t: 6, b: 22 };

export const range = (view) => priceRange(view.data, view.span, compareLines(view));

const within = (value, most) => Math.min(Math.max(value, 0), most);

// Its size in pixels, and the ways from a point, which is a moment and a price, to a pixel and back.
export function frame(view) {
  const [low, high] = range(view) ?? [0, 1];
  const [from, to] = view.span;
  const width = view.width;
  const height = (view.height - MARGIN.t - MARGIN.b) * (1 - domains(view.data).price[0]);
  return {
    width,
    height,
    place: ([time, price]) => [((time - from) / (to - from)) * width, MARGIN.t + ((high - price) / (high - low)) * height],
    point: (x, y) => {
      const price = high - (within(y - MARGIN.t, height) / height) * (high - low);
      return [Math.round(from + (within(x, width) / width) * (to - from)), Number(price.toFixed(view.decimals))];
    },
  };
}
