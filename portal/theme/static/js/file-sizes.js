// Writes the size of each file after its link. The list of sizes is made beside the page, so the page itself cannot hold them.
const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];
const here = document.querySelector("[data-file-sizes]");

export function size(bytes, language) {
  let value = bytes, step = 0;
  while (value >= 1000 && step < UNITS.length - 1) { value /= 1000; step += 1; }
  const digits = step && value < 10 ? 1 : 0;
  return new Intl.NumberFormat(language, { style: "unit", unit: UNITS[step], unitDisplay: "short", maximumFractionDigits: digits }).format(value);
}

async function show() {
  const answer = await fetch(here.dataset.fileSizes);
  if (!answer.ok) return;
  const sizes = new Map((await answer.json()).resources.map((each) => [`/oppna-data/${each.path}`, each.bytes]));
  here.querySelectorAll("a[download]").forEach((link) => {
    const bytes = sizes.get(new URL(link.href).pathname);
    if (bytes === undefined) return;
    const note = document.createElement("span");
    note.className = "quiet";
    note.textContent = ` ${size(bytes, document.documentElement.lang)}`;
    link.append(note);
  });
}

if (here) show().catch(() => {});
