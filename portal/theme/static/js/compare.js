// Compares the two to six places that the address names, from figures computed when the site was made.
import { breakable } from "./breakable.js";
import { makeSortable } from "./table-sort.js";

const status = document.querySelector("[data-compare-status]");
const result = document.querySelector("[data-compare]");
const words = JSON.parse(document.querySelector("[data-compare-words]").innerHTML.replaceAll("&amp;", "&"));
const number = (value, style = "decimal") => value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1, style });

export function isCertain(one, other, least) {
  if ([one, other].some(([value, low, high, count]) => count < least || value === null || low === null || high === null)) return null;
  const [value, low, high] = one;
  const [value2, low2, high2] = other;
  const difference = value - value2;
  return difference - Math.hypot(value - low, high2 - value2) > 0 || difference + Math.hypot(high - value, value2 - low2) < 0;
}

function element(name, text = "", values = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  return Object.assign(made, values);
}

function written([value, low, high, count], form, least) {
  if (value === null) return ["–"];
  if (form === "count") return [number(value)];
  if (count < least) return [`${words.tooFew} (${number(count)})`];
  const factor = form === "share" ? 100 : 1;
  const shown = form === "share" ? number(value, "percent") : number(value);
  if (low === null) return [shown];
  return [`${shown} `, element("span", `(${number(low * factor)}–${number(high * factor)})`, { className: "interval" })];
}

function sentence(data, places, year, at) {
  const [code] = data.measures[at];
  const certain = [];
  let judged = 0;
  places.forEach((one, first) => places.slice(first + 1).forEach((other) => {
    const answer = isCertain(one.years[year].figures[at], other.years[year].figures[at], data.least);
    if (answer !== null) judged += 1;
    if (answer) certain.push(`${one.name} – ${other.name}`);
  }));
  if (!judged) return null;
  const name = words.names[code];
  if (certain.length > data.most_pairs_in_a_sentence) {
    const more = element("details");
    const count = words.manyCertain.replace("{count}", certain.length).replace("{all}", places.length * (places.length - 1) / 2);
    const pairs = element("ul");
    pairs.append(...certain.map((pair) => element("li", pair, { lang: words.namesIn })));
    more.append(element("summary", `${name}: ${count}`), pairs);
    return more;
  }
  if (places.length === 2) return `${name}: ${certain.length ? words.pairCertain : words.pairNot}`;
  return certain.length ? `${name}: ${words.certain} ${certain.join("; ")}. ${words.others}` : `${name}: ${words.noneCertain}`;
}

function table(data, places, year) {
  const made = element("table");
  const heads = made.createTHead().insertRow();
  heads.append(element("th", words.place, { scope: "col" }));
  data.measures.forEach(([code]) => heads.append(element("th", words.names[code], { scope: "col", className: "number" })));
  const body = made.createTBody();
  places.forEach((place) => {
    const row = body.insertRow();
    const head = element("th", "", { scope: "row" });
    head.append(element("a", breakable(place.name), { href: place.path, lang: words.namesIn }));
    if (place.years[year].marks.length) head.append("\u00a0†");
    row.append(head);
    place.years[year].figures.forEach((figure, at) => {
      const cell = element("td", "", { className: "number" });
      cell.append(...written(figure, data.measures[at][1], data.least));
      cell.dataset.value = figure[0] ?? "";
      row.append(cell);
    });
  });
  made.dataset.sortable = "";
  makeSortable(made);
  const region = element("div", "", { className: "table-region", tabIndex: 0 });
  region.setAttribute("role", "region");
  region.setAttribute("aria-label", `${words.chosen}, ${year}`);
  region.append(made);
  return region;
}

function section(data, places, year) {
  const made = element("section", "", { className: "measure-table" });
  made.append(element("h2", year), table(data, places, year));
  const list = element("ul", "", { className: "quiet" });
  data.measures.forEach((_measure, at) => {
    const text = sentence(data, places, year, at);
    if (text) {
      const item = element("li");
      item.append(text);
      list.append(item);
    }
  });
  if (list.children.length) made.append(list);
  const notes = new Map();
  places.forEach((place) => place.years[year].marks.forEach((mark) => notes.set(mark, [...(notes.get(mark) ?? []), place.name])));
  notes.forEach((names, mark) => made.append(element("p", `† ${mark} (${names.join(", ")})`, { className: "quiet" })));
  made.append(download(data, places, year));
  return made;
}

// As the tables that are ready-made: a number with its interval, none where too few cases stand behind it.
function download(data, places, year) {
  const heads = data.measures.flatMap(([code, form]) => (form === "count" ? [words.names[code]] : ["", `, ${words.low}`, `, ${words.high}`].map((end) => words.names[code] + end)));
  const rows = places.map((place) => [
    place.name,
    ...place.years[year].figures.flatMap(([value, low, high, count], at) => {
      if (data.measures[at][1] === "count") return [value ?? ""];
      return count < data.least && value !== null ? [`${words.tooFew} (${count})`, "", ""] : [value ?? "", low ?? "", high ?? ""];
    }),
    place.years[year].marks.join("; "),
  ]);
  const quote = (cell) => (/[",\n]/.test(cell) ? `"${String(cell).replaceAll('"', '""')}"` : cell);
  const text = [[words.place, ...heads, words.break], ...rows].map((row) => row.map(quote).join(",")).join("\r\n");
  const link = element("a", "CSV", { download: `jamfor-${year}.csv`, ariaLabel: `CSV: ${year}` });
  link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
  const line = element("p");
  line.append(link);
  return line;
}

async function compare(codes) {
  const answer = await fetch(result.dataset.compare);
  if (!answer.ok) throw new Error(answer.status);
  const data = await answer.json();
  // The order is the organisation's, whatever the address says.
  const places = Object.keys(data.places).filter((code) => codes.includes(code)).map((code) => data.places[code]);
  if (places.length < 2) { status.textContent = words.few; return; }
  const years = Object.keys(places[0].years).sort().reverse();
  result.replaceChildren(...years.map((year) => section(data, places, year)));
  status.textContent = places.map((place) => place.name).join(", ");
}

const asked = [...new Set(new URLSearchParams(location.search).getAll("plats"))].slice(0, 6);
document.querySelector("[data-compare-change]").href += location.search;
compare(asked).catch(() => { status.textContent = words.failed; });
