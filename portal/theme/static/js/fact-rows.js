// Shows the facts behind a figure: the rows of the place and year that the address names.
const SHOWN = 200;
const PLACES = ["department", "area", "unit"];
const here = document.querySelector("[data-fact-rows]");
const words = JSON.parse(here.dataset.words);
const wanted = new URLSearchParams(location.search);

function parse(text) {
  const rows = [];
  let row = [], cell = "", quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') { cell += '"'; at += 1; }
      else quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === "," || sign === "\n") {
      row.push(cell);
      cell = "";
      if (sign === "\n") { rows.push(row); row = []; }
    } else cell += sign;
  }
  return rows;
}

function belongs(heads, row) {
  const place = wanted.get("plats");
  if (place && place !== "all" && !PLACES.some((level) => row[heads.indexOf(level)] === place)) return false;
  return [...wanted].every(([name, value]) => !heads.includes(name) || row[heads.indexOf(name)] === value);
}

function element(name, text = "", values = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  return Object.assign(made, values);
}

function table(heads, rows) {
  const made = element("table");
  const line = made.createTHead().insertRow();
  heads.forEach((head) => line.append(element("th", head, { scope: "col" })));
  const body = made.createTBody();
  rows.forEach((row) => {
    const shown = body.insertRow();
    row.forEach((cell) => shown.append(element("td", cell)));
  });
  const region = element("div", "", { className: "table-region", tabIndex: 0 });
  region.setAttribute("role", "region");
  region.setAttribute("aria-label", document.title);
  region.append(made);
  return region;
}

function download(heads, rows) {
  const quote = (cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const text = [heads, ...rows].map((row) => row.map(quote).join(",")).join("\r\n");
  const link = element("a", words.all, { download: "rader.csv" });
  link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
  return link;
}

async function show() {
  const year = wanted.get("ar");
  const names = here.dataset.files.split(" ").filter((name) => name && (!wanted.has("ar") || name === (year || "unknown")));
  const status = here.querySelector("p");
  const files = await Promise.all(names.map(async (name) => {
    const answer = await fetch(`${here.dataset.factRows}${name}.csv`);
    if (!answer.ok) throw new Error(answer.status);
    return parse(await answer.text());
  }));
  const heads = files.length ? files[0][0] : [];
  const rows = files.flatMap((file) => file.slice(1)).filter((row) => belongs(heads, row));
  if (!rows.length) { status.textContent = words.none; return; }
  const level = PLACES.find((each) => rows[0][heads.indexOf(each)] === wanted.get("plats"));
  const about = [level && rows[0][heads.indexOf(`${level}_name`)], year].filter(Boolean).join(", ");
  status.textContent = `${about ? `${about}: ` : ""}${rows.length.toLocaleString(document.documentElement.lang)} ${words.rows}. ${rows.length > SHOWN ? words.first : ""}`;
  const take = element("p");
  take.append(download(heads, rows));
  here.append(take, table(heads, rows.slice(0, SHOWN)));
}

show().catch(() => { here.querySelector("p").textContent = words.failed; });
