// Filters: which documents pass, how many each further choice would leave, and the address that says so.

import { placesOf } from "./search-places.js";

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
function valuesOf(row, field) {
  if (field === "forvaltning") return row.places.filter(isDepartment).map(([, slug, name]) => [slug, name]);
  if (field === "enhet") return row.places.filter((place) => !isDepartment(place)).map(([, slug, name]) => [slug, name]);
  return row[field] ? [row[field]] : [];
}

const has = (row, field, slug) => valuesOf(row, field).some(([value]) => value === slug);

export function passing(rows, filters, ...except) {
  const asked = Object.entries(filters).filter(([field, slug]) => slug && !except.includes(field));
  return (number) => asked.every(([field, slug]) => has(rows[number], field, slug));
}

// For each field the choices with their counts, counted as if the field itself were not chosen.
export function facetsOf(rows, numbers, filters) {
  const facets = { forvaltning: placesOf(rows, numbers.filter(passing(rows, filters, "forvaltning", "enhet")), filters) };
  for (const field of FIELDS.slice(2)) {
    const passes = passing(rows, filters, field);
    const counts = new Map();
    for (const number of numbers) {
      if (!passes(number)) continue;
      for (const [slug, name] of valuesOf(rows[number], field)) {
        const known = counts.get(slug) ?? { slug, name, count: 0 };
        known.count += 1;
        counts.set(slug, known);
      }
    }
    const choices = [...counts.values()];
    if (field === "ar") choices.sort((one, other) => other.slug.localeCompare(one.slug));
    else choices.sort((one, other) => other.count - one.count || one.name.localeCompare(other.name, "sv"));
    facets[field] = choices;
  }
  return facets;
}

export function nameOf(rows, field, slug) {
  for (const row of rows) {
    const found = valuesOf(row, field).find(([value]) => value === slug);
    if (found) return found[1];
  }
  return slug;
}
