// Of the best hits, those whose text has the words close to each other come first. Only what is shown first is read.

import { fold, lightStem } from "./search-words.js";

const READ = 10;
const FEWEST_WORDS = 2;
const WINDOW = 20;
const GAP = 3;
const TURNED = 0.7;
const INSIDE = 0.6;
const WORD = /[\p{L}\p{N}]+/gu;

// The hits in their new order. A hit weighs up to three times what it did: once for the window of the text that has most of the words,
// once for words that follow each other as they were typed.
export async function nearestFirst(hits, plan, index) {
  const wanted = plan.groups.filter((group) => group.importance > 0).map(wantedOf);
  if (wanted.length < FEWEST_WORDS || hits.length < 2) return hits;
  const read = await Promise.all(hits.slice(0, READ).map(async (hit) => {
    const { heading, text } = await index.text(hit.number);
    const found = placesOf(`${heading}\n${text}`, wanted);
    return { ...hit, score: hit.score * (1 + bestWindow(found, wanted) + sequence(found, wanted)) };
  }));
  return [...read.sort((one, other) => other.score - one.score), ...hits.slice(READ)];
}

// Stems that stand for one typed word, each with how close it is to it.
function wantedOf(group) {
  const stems = new Map();
  const put = (stem, weight) => {
    if (stem.length > 1) stems.set(stem, Math.max(weight, stems.get(stem) ?? 0));
  };
  put(fold(lightStem(group.word)), 1);
  for (const { parts, weight } of group.variants) for (const key of parts.flat()) put(fold(key), weight / parts.length);
  return { stems, importance: group.importance };
}

// [place of the word in the text, number of the wanted word, how close] of all words that are wanted. A word of the text stands for
// the wanted one that it is closest to.
function placesOf(text, wanted) {
  const known = new Map();
  const found = [];
  for (const [place, word] of (text.toLowerCase().match(WORD) ?? []).entries()) {
    if (!known.has(word)) known.set(word, matchesOf(word, wanted));
    for (const [number, close] of known.get(word)) found.push([place, number, close]);
  }
  return found;
}

function matchesOf(word, wanted) {
  const [stem, plain] = [fold(lightStem(word)), fold(word)];
  const closeTo = ({ stems }) => {
    if (stems.has(stem)) return stems.get(stem);
    const inside = [...stems].filter(([one]) => one.length > 3 && (plain.startsWith(one) || plain.endsWith(one)));
    return INSIDE * Math.max(0, ...inside.map(([, weight]) => weight));
  };
  const found = wanted.map((one, number) => [number, closeTo(one)]);
  const closest = Math.max(...found.map(([, close]) => close));
  return closest ? found.filter(([, close]) => close === closest) : [];
}

const sum = (values) => values.reduce((total, value) => total + value, 0);

// Share of what was typed, by importance, that stands in the best window.
function bestWindow(found, wanted) {
  let best = 0;
  for (const [at, [begin]] of found.entries()) {
    const close = wanted.map(() => 0);
    for (let to = at; to < found.length && found[to][0] < begin + WINDOW; to += 1) {
      const [, number, value] = found[to];
      close[number] = Math.max(close[number], value);
    }
    best = Math.max(best, sum(wanted.map(({ importance }, number) => close[number] * importance)));
  }
  return best / sum(wanted.map(({ importance }) => importance));
}

// Share of the typed neighbours, by importance, that are neighbours in the text.
function sequence(found, wanted) {
  const weights = wanted.slice(1).map(({ importance }, number) => Math.min(importance, wanted[number].importance));
  const close = weights.map(() => 0);
  for (const [at, [place, number, value]] of found.entries()) {
    for (let to = at + 1; to < found.length && found[to][0] <= place + GAP; to += 1) {
      const [otherPlace, other, otherValue] = found[to];
      if (otherPlace === place || Math.abs(other - number) !== 1) continue;
      const pair = Math.min(number, other);
      const order = other > number ? 1 : TURNED;
      close[pair] = Math.max(close[pair], (order * value * otherValue) / Math.sqrt(otherPlace - place));
    }
  }
  return sum(close.map((value, pair) => value * weights[pair])) / sum(weights);
}
