// Nothing found is never the end: what to take away, words and names that are close, and whom to ask.

import { here } from "./edition.js";
import { addressOf, nameOf, passing } from "./search-filters.js";
import { namesLike } from "./search-suggest.js";
import { element } from "./search-view.js";
import { fold, wordsOf } from "./search-words.js";

const WORDS = 4;
const NAMES = 4;

export async function showProposals(node, texts, { state, hits, rows, index, words, named }) {
  const names = await index.names();
  const items = [
    ...withoutFilters(texts, state, hits, rows, named),
    ...(hits.length ? [] : await closeWords(texts, state, words)),
    ...closeNames(texts, state, names),
    element("li", { text: texts.textFewerWords }),
    whomToAsk(texts, state, rows, names),
  ];
  node.replaceChildren(element("h2", { text: texts.textNothing }), element("ul", {}, ...items));
  node.hidden = false;
}

const searchFor = (state, text) => element("a", { href: addressOf(state), "data-state": "", text });

// Each filter that stands in the way by itself, then all of them.
function withoutFilters(texts, state, hits, rows, named) {
  const found = [];
  for (const [field, slug] of Object.entries(state.filters)) {
    const filters = { ...state.filters, [field]: "" };
    const count = hits.filter(({ number }) => passing(rows, filters)(number)).length;
    if (!count || Object.keys(state.filters).length === 1) continue;
    const text = texts.textWithoutFilter.replace("{filter}", named(nameOf(rows, field, slug))).replace("{count}", count);
    found.push(element("li", {}, searchFor({ ...state, filters }, text)));
  }
  if (Object.keys(state.filters).length && hits.length) {
    found.push(element("li", {}, searchFor({ ...state, filters: {} }, texts.textWithoutFilters.replace("{count}", hits.length))));
  }
  return found;
}

// Words of the texts that begin as the typed ones do, as far as any does.
async function closeWords(texts, state, words) {
  const found = await Promise.all(wordsOf(state.q).map(async (word) => {
    for (let length = word.length - 1; length > 2; length -= 1) {
      const close = await words.completions(word.slice(0, length));
      if (close.length) return close;
    }
    return [];
  }));
  const close = [...new Set(found.flat().map((entry) => entry.word))].slice(0, WORDS);
  return close.map((word) => element("li", {}, searchFor({ ...state, q: word }, texts.textSearchFor.replace("{word}", word))));
}

function closeNames(texts, state, names) {
  const found = new Map();
  for (const word of wordsOf(state.q)) if (fold(word).length > 2) for (const row of namesLike(names, word)) found.set(row[2], row);
  return [...found.values()].slice(0, NAMES).map(([, name, path]) => element("li", {}, element("a", { href: here(path), text: name })));
}

// The chosen unit with its contact, or else the municipality.
function whomToAsk(texts, state, rows, names) {
  const { forvaltning, enhet } = state.filters;
  const unit = names.find(([kind, , path]) => kind === "unit" && forvaltning && path === `/forvaltning/${forvaltning}/${enhet ? `${enhet}/` : ""}`);
  if (!unit) return element("li", {}, element("a", { href: texts.contact, text: texts.textAsk }));
  const [, name, path, email, phone] = unit;
  const item = element("li", {}, element("a", { href: here(path), text: texts.textUnitPage.replace("{unit}", name) }));
  if (phone) item.append(", ", element("a", { href: `tel:${phone.replace(/[ -]/g, "")}`, text: phone }));
  if (email) item.append(", ", element("a", { href: `mailto:${email}`, text: email }));
  return item;
}
