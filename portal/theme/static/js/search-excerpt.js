// The piece of a text that answers best, with the words that were looked for marked. Builds nodes, never HTML from text.

import { fold, lightStem } from "./search-words.js";

const LENGTH = 230;
const WORD = /[\p{L}\p{N}]+/gu;

// Stems to mark: what was typed, and every key that was looked up for it.
export function markersOf(plan) {
  const stems = new Set();
  for (const group of plan.groups) {
    stems.add(fold(lightStem(group.word)));
    for (const variant of group.variants) for (const part of variant.parts) for (const key of part) stems.add(fold(key));
  }
  return new Markers([...stems].filter((stem) => stem.length > 1));
}

class Markers {
  constructor(stems) {
    this.stems = stems;
    this.known = new Map();
  }

  has(word) {
    if (!this.known.has(word)) this.known.set(word, this.#fits(word));
    return this.known.get(word);
  }

  #fits(word) {
    const stem = fold(lightStem(word.toLowerCase()));
    const plain = fold(word);
    return this.stems.some((one) => stem === one || (one.length > 3 && (plain.startsWith(one) || plain.endsWith(one))));
  }
}

function hitsIn(text, markers) {
  return [...text.matchAll(WORD)].filter((match) => markers.has(match[0]));
}

function appendMarked(node, text, markers) {
  let at = 0;
  for (const match of hitsIn(text, markers)) {
    node.append(text.slice(at, match.index));
    const mark = document.createElement("mark");
    mark.setAttribute("role", "none"); // a screen reader would say "highlight" twice for each word, and break the heading there
    mark.textContent = match[0];
    node.append(mark);
    at = match.index + match[0].length;
  }
  node.append(text.slice(at));
}

export function fillHeading(node, heading, markers) {
  appendMarked(node, heading, markers);
}

export function fillExcerpt(node, text, markers) {
  const plain = text.replace(/\s+/g, " ");
  const hits = hitsIn(plain, markers);
  let begin = 0;
  let most = 0;
  for (const hit of hits) {
    const inside = new Set(hits.filter((one) => one.index >= hit.index && one.index < hit.index + LENGTH - 40).map((one) => lightStem(one[0].toLowerCase())));
    if (inside.size > most) {
      most = inside.size;
      begin = hit.index;
    }
  }
  begin = begin > LENGTH / 2 ? plain.indexOf(" ", Math.max(0, begin - 50)) + 1 : 0;
  const end = plain.length > begin + LENGTH ? plain.lastIndexOf(" ", begin + LENGTH) : plain.length;
  if (begin) node.append("… ");
  appendMarked(node, plain.slice(begin, end > begin ? end : begin + LENGTH), markers);
  if (end < plain.length) node.append(" …");
}
