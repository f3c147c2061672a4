// From what was typed to what is looked up. A plan is a list of groups, one a word; a group is a list of variants; a variant asks for
// all of its parts, and each part is a list of keys of which one is enough. Weights say how close a variant is to what was typed.

import { shardOf, wordsOf } from "./search-words.js";

const WEIGHT = { own: 1, noun: 0.6, parts: 0.75, synonym: 0.8, joined: 0.95, completed: 0.8, corrected: 0.85, split: 0.8 };
const PHRASE = /["”“]([^"”“]+)["”“]/g;

export async function planFor(query, words, { typing = false } = {}) {
  const language = await words.index.language();
  const phrases = [...query.matchAll(PHRASE)].map((match) => match[1].trim()).filter(Boolean);
  const typed = wordsOf(query).flatMap((word) => (word.includes("-") ? [word.replaceAll("-", "")] : [word]));
  const stop = new Set(language.stop_words);
  const wanted = typed.filter((word) => !stop.has(word) && (word.length > 1 || /\d/.test(word)));
  const groups = [];
  for (const [place, word] of wanted.entries()) {
    groups.push(await groupFor(word, words, typing && place === wanted.length - 1));
  }
  await join(groups, words);
  await addSynonyms(groups, language.synonyms, words);
  const corrected = groups.some((group) => group.correction);
  const suggestion = corrected ? typed.map((word) => groups.find((group) => group.word === word)?.correction ?? word).join(" ") : "";
  return { groups, phrases, suggestion, onlyStopWords: typed.length > 0 && !wanted.length };
}

const single = (key, weight) => ({ parts: [[key]], weight });

async function groupFor(word, words, typing) {
  const group = { word, variants: [], keys: [], correction: "" };
  const known = await words.lookup(word);
  for (const entry of known) addEntry(group, entry, entry.weight);
  if (typing && word.length > 2 && !known.some((entry) => entry.count)) {
    for (const entry of await words.completions(word)) addEntry(group, entry, WEIGHT.completed);
  }
  if (group.variants.length) return group;
  const parts = await words.split(word);
  if (parts.length) {
    group.variants.push({ parts: await Promise.all(parts.map((key) => alternatives(key, words))), weight: WEIGHT.split });
    return group;
  }
  const corrections = await words.corrections(word);
  corrections.forEach((entry, place) => addEntry(group, entry, WEIGHT.corrected * 0.7 ** place));
  group.correction = corrections[0]?.word ?? "";
  return group;
}

function addEntry(group, entry, weight) {
  group.keys.push(entry.key);
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

// Words written apart that the texts write together: "gång väg", "trädgårds avfall".
async function join(groups, words) {
  for (let at = 0; at + 1 < groups.length; at += 1) {
    const [one, other] = [groups[at], groups[at + 1]];
    for (const together of [one.word + other.word, `${one.word}s${other.word}`]) {
      const entry = (await words.lookup(together)).find((found) => found.weight === 1);
      if (!entry) continue;
      for (const group of [one, other]) {
        group.variants.push(single(entry.key, WEIGHT.joined));
        group.correction = "";
      }
      break;
    }
  }
}

async function addSynonyms(groups, synonyms, words) {
  const adding = [];
  const look = (name, members, weight) => {
    for (const keys of synonyms[name] ?? []) adding.push([members, keys, weight]);
  };
  groups.forEach((group, at) => {
    for (const key of group.keys) look(key, [group], WEIGHT.synonym);
    if (!group.keys.length) look(group.word, [group], WEIGHT.synonym);
    for (const key of group.keys) {
      for (const next of groups[at + 1]?.keys ?? []) look(`${key} ${next}`, [group, groups[at + 1]], WEIGHT.synonym);
    }
  });
  for (const [members, keys, weight] of adding) {
    const parts = await Promise.all(keys.map((key) => synonymPart(key, words)));
    for (const group of members) group.variants.push({ parts: parts.flat(), weight });
  }
}

async function synonymPart(key, words) {
  if (!words.index.letters().has(shardOf(key))) return [[key]];
  return (await words.entry(key)) ? [await alternatives(key, words)] : [[key]];
}
