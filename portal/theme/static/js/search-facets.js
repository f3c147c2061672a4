// The filters beside the hits: each further choice, and how many hits it would leave. Fetched when they are to be seen.

import { breakable } from "./breakable.js";
import { addressOf, FIELDS, passing, valuesOf } from "./search-filters.js";
import { placesOf } from "./search-places.js";
import { element } from "./search-view.js";

const SHOWN_CHOICES = 8;

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

export function showFacets(view, state, facets) {
  const node = view.part("facets");
  const open = new Set([...node.querySelectorAll("details[open]")].map((one) => one.dataset.field));
  const shown = Object.entries(facets).filter(([field, choices]) => choices.length > 1 || choices[0]?.children || state.filters[field]);
  node.replaceChildren(...shown.map(([field, choices]) => facet(view, state, field, choices, open.has(field))));
}

function facet(view, state, field, choices, open) {
  const links = choices.map((each) => choice(view, state, field, each));
  const group = element("div", { class: "facet" }, element("h3", { text: view.title(field) }));
  group.append(element("ul", {}, ...links.slice(0, SHOWN_CHOICES)));
  const rest = links.slice(SHOWN_CHOICES);
  if (rest.length) {
    const more = element("details", { "data-field": field }, element("summary", { text: view.texts.textMoreChoices.replace("{count}", rest.length) }));
    more.append(element("ul", {}, ...rest));
    more.open = open;
    group.append(more);
  }
  return group;
}

function choice(view, state, field, { slug, name, count, filters, isChosen = state.filters[field] === slug, children = [] }) {
  const chosen = filters ?? { [field]: slug };
  const cleared = Object.fromEntries(Object.keys(chosen).map((one) => [one, ""]));
  const next = { ...state, filters: { ...state.filters, ...(isChosen ? { ...cleared, ...(chosen.enhet ? { forvaltning: chosen.forvaltning } : {}) } : chosen) } };
  const link = element("a", { href: addressOf(next), "data-state": "", text: breakable(view.named(name)), lang: view.langOf(name) });
  if (isChosen) link.setAttribute("aria-current", "true");
  const item = element("li", {}, element("span", { class: "facet-choice" }, link, element("span", { class: "facet-count", text: ` ${count}` })));
  if (children.length) item.append(element("ul", {}, ...children.map((child) => choice(view, state, field, child))));
  return item;
}
