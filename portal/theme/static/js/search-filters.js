// Filters: which documents pass, and the address that says so.

export const FIELDS = ["forvaltning", "enhet", "typ", "amne", "utfall", "ar"];
const ORDERS = ["nyast", "aldst"];

// The state of the page is its address, and nothing else.
export function stateOf(search) {
  const given = new URLSearchParams(search);
  const state = { q: (given.get("q") ?? "").trim(), sort: ORDERS.find((order) => order === given.get("sort")) ?? "", filters: {} };
  for (const field of FIELDS) if (given.get(field)) state.filters[field] = given.get(field);
  return state;
}

export function addressOf(state) {
  const given = new URLSearchParams();
  if (state.q) given.set("q", state.q);
  for (const field of FIELDS) if (state.filters[field]) given.set(field, state.filters[field]);
  if (state.sort) given.set("sort", state.sort);
  const text = given.toString();
  return text ? `?${text}` : "./";
}

export function withFilter(state, field, value) {
  const filters = { ...state.filters, [field]: value };
  if (field === "forvaltning") delete filters.enhet;
  return { ...state, filters };
}

const isDepartment = ([level]) => level === "department";

// [slug, name] pairs that one row has in a field; for units the path below the department.
export function valuesOf(row, field) {
  if (field === "forvaltning") return row.places.filter(isDepartment).map(([, slug, name]) => [slug, name]);
  if (field === "enhet") return row.places.filter((place) => !isDepartment(place)).map(([, slug, name]) => [slug, name]);
  return row[field] ? [row[field]] : [];
}

const has = (row, field, slug) => valuesOf(row, field).some(([value]) => value === slug);

export function passing(rows, filters, ...except) {
  const asked = Object.entries(filters).filter(([field, slug]) => slug && !except.includes(field));
  return (number) => asked.every(([field, slug]) => has(rows[number], field, slug));
}

export function nameOf(rows, field, slug) {
  for (const row of rows) {
    const found = valuesOf(row, field).find(([value]) => value === slug);
    if (found) return found[1];
  }
  return slug;
}
