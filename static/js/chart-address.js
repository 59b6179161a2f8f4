// What the chart shows stands in the address; the indicators are remembered in this browser too.
const YEAR_S = 31_536_000;

// The page makes its own history entries, so that going back changes the chart and not the document.
export function remember(changes) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  url.search = url.search.replaceAll("%2C", ",");
  if (url.href !== location.href) history.pushState({ chart: true }, "", url);
}

export function rememberIndicators(show) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `chart=${show.replaceAll(",", "_")}; path=/; max-age=${YEAR_S}; samesite=lax${secure}`;
}
