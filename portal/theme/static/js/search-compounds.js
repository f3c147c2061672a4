// Takes apart a compound that the texts do not have, into parts that they do.

import { fold, lightStem, shardOf } from "./search-words.js";

const SHORT_PARTS = new Set(["el", "is", "kö", "ko", "it", "tv"]);
const SHORTEST_COMPOUND = 6;
const SHORTEST_PART = 2;
const SHORTEST_GUESSED_PART = 4;

// Keys of the parts, or nothing. One part may be misspelt, or unknown, when `forgiving`.
export async function split(word, words, { forgiving = false } = {}) {
  if (word.length < SHORTEST_COMPOUND) return [];
  const parts = await Parts.of(word, words.index);
  const found = await cheapest(word, parts);
  if (found.length || !forgiving) return found;
  const guessed = await withOneGuess(word, parts, words);
  return guessed.length ? guessed : (await cheapest(word, parts, { gap: true })).filter(Boolean);
}

// What the stretches of one word may be, read from the files of the letters where a part may begin.
class Parts {
  static async of(word, index) {
    return new Parts(word, index, (await index.shard(shardOf(word))).keys);
  }

  constructor(word, index, own) {
    this.word = word;
    this.index = index;
    this.own = own;
    this.isPlain = fold(word) === word;
  }

  // Begins to fetch what may begin at a place of the word.
  fetch(place) {
    return this.index.parts(shardOf(this.word.slice(place, place + 2)));
  }

  async at(place) {
    const { keys, forms } = await this.fetch(place);
    if (!this.isPlain) return { keys, forms, folded: new Map() };
    const written = [...[...keys].map((key) => [key, key]), ...forms].filter(([form]) => fold(form) !== form);
    return { keys, forms, folded: new Map(written.map(([form, key]) => [fold(form), key])) };
  }

  keyOf(form, { keys, forms, folded }) {
    if (form.length < 3 && !SHORT_PARTS.has(form)) return undefined;
    const stem = lightStem(form);
    return forms.get(form) ?? (keys.has(stem) ? stem : keys.has(form) ? form : folded.get(form) ?? folded.get(stem))
      ?? (form.length > 3 && this.word.startsWith(form) ? firstOf(form, this.own) : undefined);
  }
}

// The dictionary does not list every word that may begin a compound: one that the texts have may, with a linking s or without.
function firstOf(form, own) {
  return [form, form.endsWith("s") ? form.slice(0, -1) : form].map(lightStem).find((stem) => own.get(stem)?.parts.length < 2);
}

// The fewest and longest parts that make up a word. With a gap, one stretch may be unknown.
async function cheapest(word, parts, { gap = false } = {}) {
  const best = Array(word.length + 1);
  const reach = (place, path) => {
    if (best[place]?.cost < path.cost) return;
    best[place] = path;
    if (place <= word.length - SHORTEST_PART) parts.fetch(place);
  };
  reach(0, { cost: 0, parts: [] });
  for (let start = 0; start <= word.length - SHORTEST_PART; start += 1) {
    if (!best[start]) continue;
    const table = await parts.at(start);
    for (let end = start + SHORTEST_PART; end <= word.length; end += 1) {
      if (!start && end === word.length) continue;
      const form = word.slice(start, end);
      const key = parts.keyOf(form, table);
      const usesGap = gap && !key && form.length > 2 && !best[start].parts.includes("");
      if (!usesGap && (!key || (gap && form.length < SHORTEST_GUESSED_PART))) continue;
      const cost = best[start].cost + (usesGap ? 20 + 3 * form.length : 10 + shortness(form, key));
      reach(end, { cost, parts: [...best[start].parts, key ?? ""] });
    }
  }
  return best[word.length]?.parts ?? [];
}

// A short part is often one by chance; a linking s does not make it longer: hund-smitta, not hunds-mitta.
function shortness(form, key) {
  const link = form.endsWith("s") && !key.endsWith("s") ? 1 : 0;
  const length = form.length - link;
  return (length < 4 ? 5 : length < 5 ? 1 : 0) + 0.5 * link;
}

// One part as it stands, the other corrected: the longest first part that leads to an answer.
async function withOneGuess(word, parts, words) {
  const first = await parts.at(0);
  const places = Array.from({ length: Math.max(0, word.length - 2 * SHORTEST_GUESSED_PART + 1) }, (_, at) => word.length - SHORTEST_GUESSED_PART - at);
  const tables = await Promise.all(places.map((place) => parts.at(place)));
  for (const [at, place] of places.entries()) {
    const [start, end] = [word.slice(0, place), word.slice(place)];
    const [opening, closing] = [parts.keyOf(start, first), parts.keyOf(end, tables[at])];
    if (!opening === !closing) continue;
    const [guess] = await words.corrections(opening ? end : start);
    if (guess && guess.edits <= 1) return opening ? [opening, guess.key] : [guess.key, closing];
  }
  return [];
}
