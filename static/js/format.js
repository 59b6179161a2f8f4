// How numbers and times are written; dashboard/formats.py writes them the same way.
export const NONE = "n/a";
const MINUS = "\u2212";
const FLAT_PERCENT = 0.005;
const STEPS = [[1e12, "T"], [1e9, "B"], [1e6, "M"], [1e3, "K"]];
const AGES = [[86400, "d"], [3600, "h"], [60, "m"], [1, "s"]];

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

export function fixed(number, decimals, signed = false) {
  const [whole, part] = Math.abs(number).toFixed(decimals).split(".");
  const text = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? `.${part}` : "");
  if (/^[0.,]+$/.test(text)) return text;
  return (number < 0 ? MINUS : signed ? "+" : "") + text;
}

export const price = (value, decimals = 2) => (isNumber(value) ? fixed(value, decimals) : NONE);

export const percent = (value) => (isNumber(value) ? `${fixed(value, 2, true)}%` : NONE);

export const bps = (value) => (isNumber(value) ? fixed(value, 1) : NONE);

export function compact(value) {
  if (!isNumber(value)) return NONE;
  const size = Math.abs(value);
  const [step, letter] = STEPS.find(([step]) => size >= step * 0.9995) ?? [1, ""];
  const scaled = size / step;
  const decimals = scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2;
  return (value < 0 && scaled >= 0.005 ? MINUS : "") + fixed(scaled, decimals) + letter;
}

export function direction(value) {
  if (!isNumber(value)) return "none";
  if (Math.abs(value) < FLAT_PERCENT) return "flat";
  return value > 0 ? "up" : "down";
}

export function age(seconds) {
  const whole = Math.max(Math.trunc(seconds), 0);
  const [step, unit] = AGES.find(([step]) => whole >= step) ?? [];
  return step ? `${Math.trunc(whole / step)}${unit}` : "now";
}

export function format(kind, value, decimals) {
  return { price, percent, compact, bps }[kind](value, decimals);
}
