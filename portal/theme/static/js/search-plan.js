// From what was typed to what is looked up. A plan is a list of groups, one a word; a group is a list of variants; a variant asks for
// all of its parts, and each part is a list of keys of which one is enough. Weights say how close a variant is to what was typed.

import { split } from "./search-compounds.js";
import { fold, lightStem, shardOf, wordsOf } from "./search-words.js";

export const WEIGHT = { own: 1, noun: 0.6, parts: 0.62, synonym: 0.7, joined: 0.95, completed: 0.8, corrected: 0.85, split: 0.8 };
const SHORTEST_REST = 3;
const SURE_KEY = 0.8; // of what may be meant, only this has synonyms
const SURE_EDITS = 1.5; // one in the word or in its stem
const SHORTEST_MISSPELT = 6;
const SELDOM = 2;
const USUAL = 5;
const PHRASE = /["”“]([^"”“]+)["”“]/g;

export async function planFor(query, words, { typing = false } = {}) {
  const phrases = [...query.matchAll(PHRASE)].map((match) => match[1].trim()).filter(Boolean);
  const typed = await typedWords(query, words);
  const stop = stopWords(words.index.stopWords, typed);
  const isWanted = (word) => !stop.has(word) && hasMeaning(word);
  const last = typed.findLastIndex(isWanted);
  const places = await Promise.all(typed.map((word, place) => (isWanted(word) ? groupFor(word, words, typing && place === last) : { word, stop: true, variants: [], keys: [] })));
  places.forEach((group, at) => {
    group.before = places[at - 1]?.stop ? places[at - 1].word : "";
  });
  await join(places, words);
  const groups = places.filter((group) => !group.stop || group.variants.length);
  await addSynonyms(groups, words);
  const suggestion = groups.some((group) => group.correction) ? places.map((group) => group.correction || group.word).join(" ") : "";
  return { groups, phrases, suggestion };
}

const hasMeaning = (word) => word.length > 1 || /\d/.test(word);

// Who writes without å, ä and ö writes "ar" for "är" too; unless nothing else was written.
function stopWords(listed, typed) {
  const stop = new Set(listed);
  if (typed.some((word) => fold(word) !== word)) return stop;
  const plain = new Set(listed.map(fold));
  return typed.some((word) => !plain.has(word) && hasMeaning(word)) ? plain : stop;
}

// Words in order; one with hyphens is joined when the texts know it so, and taken apart when not.
async function typedWords(query, words) {
  const typed = await Promise.all(wordsOf(query).map(async (word) => {
    if (!word.includes("-")) return [word];
    const joined = word.replaceAll("-", "");
    return (await words.lookup(joined)).length ? [joined] : word.split("-");
  }));
  return typed.flat();
}

const single = (key, weight) => ({ parts: [[key]], weight });

async function groupFor(word, words, typing) {
  const group = { word, variants: [], keys: [], correction: "" };
  fetchSynonyms(word, words);
  const known = await words.lookup(word);
  for (const entry of known) addEntry(group, entry, entry.weight);
  if (typing && word.length > 2 && !known.some((entry) => entry.count)) {
    for (const entry of await words.completions(word)) addEntry(group, entry, WEIGHT.completed);
  }
  if (group.variants.length) {
    if (!typing) await addUsual(group, known, words);
    return group;
  }
  group.keys.push(lightStem(word));
  const isWord = Boolean(await words.synonyms(lightStem(word))); // rightly spelt, although no text has it
  const near = isWord ? [] : await words.corrections(word, true);
  if (isSure(near, word)) return correct(group, near);
  const parts = await split(word, words);
  const corrections = parts.length || isWord ? [] : await words.corrections(word);
  if (corrections.length) return correct(group, corrections);
  const kept = parts.length || isWord ? parts : await split(word, words, { forgiving: true });
  if (kept.length) await addParts(group, kept, words);
  return group;
}

// A word that hardly any text has, one letter from one that many have, is as often misspelt in the text as in the search.
async function addUsual(group, known, words) {
  const count = Math.max(...known.map((entry) => entry.count));
  if (group.word.length < SHORTEST_MISSPELT || count > SELDOM) return;
  const [usual] = await words.corrections(group.word, true, group.keys);
  if (usual && usual.edits <= 1 && usual.count >= USUAL * count) addEntry(group, usual, WEIGHT.corrected);
}

const isSure = ([best], word) => best && best.edits < SURE_EDITS && !isBeginning(best.word, word);

function correct(group, corrections) {
  corrections.forEach((entry, place) => addEntry(group, entry, WEIGHT.corrected * 0.7 ** place));
  group.correction = corrections[0].word;
  return group;
}

// A known word with more behind it than an ending: lekplats in lekplatsstaket.
const isBeginning = (known, word) => word.startsWith(known) && word.length > known.length + SHORTEST_REST;

// The parts as the texts have them, and where one is a compound itself, its own parts: hämtningsdag also as hämtning and dag.
async function addParts(group, keys, words) {
  group.parts = keys;
  for (const key of keys) fetchSynonyms(key, words);
  const entries = await Promise.all(keys.map((key) => words.entry(key)));
  group.variants.push({ parts: await Promise.all(keys.map((key) => alternatives(key, words))), weight: WEIGHT.split });
  if (entries.every((entry) => (entry?.parts ?? []).length < 2)) return;
  const atoms = keys.flatMap((key, at) => (entries[at]?.parts?.length ? entries[at].parts : [[key]]));
  group.variants.push({ parts: atoms, weight: WEIGHT.split * WEIGHT.parts });
}

function addEntry(group, entry, weight) {
  if (weight >= SURE_KEY) group.keys.push(entry.key);
  group.variants.push(single(entry.key, weight * WEIGHT.own));
  const atoms = entry.parts ?? [];
  if (atoms.length > 1) group.variants.push({ parts: atoms, weight: weight * WEIGHT.parts });
  else for (const key of (atoms[0] ?? []).slice(1)) group.variants.push(single(key, weight * WEIGHT.noun));
}

async function alternatives(key, words) {
  const entry = await words.entry(key);
  const atoms = entry?.parts ?? [];
  return atoms.length === 1 ? [...new Set([key, ...atoms[0]])] : [key];
}

// Words written apart that the texts write together: "gång väg", "trädgårds avfall", "över gångs ställe".
async function join(places, words) {
  for (let at = 0; at + 1 < places.length; at += 1) {
    for (const length of [3, 2]) {
      const members = places.slice(at, at + length);
      if (members.length < length || members.every((group) => group.stop)) continue;
      const typed = members.map((group) => group.word);
      for (const together of [typed.join(""), typed.join("s")]) {
        const entry = (await words.lookup(together)).find((found) => found.weight === 1);
        if (!entry) continue;
        for (const group of members) {
          if (group.stop) continue;
          group.variants.push(single(entry.key, WEIGHT.joined));
          group.keys.push(entry.key);
          group.correction = "";
        }
      }
    }
  }
}

// Wanted when all words are planned, and fetched beside the words.
const fetchSynonyms = (word, words) => words.index.synonyms(shardOf(word));

// An expression of the list is a list of words, and a word its keys, the verb behind a noun after the noun.
async function addSynonyms(groups, words) {
  const looked = groups.flatMap((group, at) => [...new Set(group.keys)].flatMap((key) => [
    [key, [group]],
    ...(group.before ? [[`${key} ${group.before}`, [group]]] : []),
    ...(groups[at + 1]?.keys ?? []).map((next) => [`${key} ${next}`, [group, groups[at + 1]]]),
  ]));
  const found = await Promise.all(looked.map(async ([name, members]) => [await words.synonymsOf(name), members]));
  for (const [expressions, members] of found) {
    for (const keys of expressions) {
      const parts = keys.map((word) => word.split(" "));
      for (const group of members) group.variants.push({ parts, weight: WEIGHT.synonym, borrowed: true });
    }
  }
  const split = groups.filter((group) => group.parts).flatMap((group) => group.variants);
  await Promise.all(split.filter(({ parts, borrowed }) => parts.length > 1 && !borrowed).map((variant) => widen(variant, words)));
}

// Single words that mean the same as a part of a compound.
async function widen(variant, words) {
  variant.parts = await Promise.all(variant.parts.map(async (part) => {
    const expressions = (await words.synonyms(part[0])) ?? [];
    const others = expressions.filter((keys) => keys.length === 1).map(([word]) => word.split(" ")[0]);
    return [...new Set([...part, ...others])];
  }));
}
