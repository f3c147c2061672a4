// One search from typed text to numbered hits: plan, rank, phrases. No page, so a benchmark can call it too.

import { openIndex } from "./search-index.js";
import { planFor } from "./search-plan.js";
import { rank } from "./search-rank.js";
import { Words } from "./search-words.js";

const PHRASE_CANDIDATES = 80;

export async function openSearch(url) {
  const index = await openIndex(url);
  return { index, words: new Words(index) };
}

// Fetches what nearly every search needs, before the first key press.
export function warmUp({ index }) {
  return index.language();
}

export async function find(query, { index, words }, options = {}) {
  const plan = await planFor(query, words, options);
  let hits = await rank(plan, index);
  if (plan.phrases.length) hits = await withPhrases(hits, plan.phrases, index);
  return { plan, hits };
}

// The best hits for something half typed, with heading and address.
export async function bestHeadings(typed, opened, count) {
  const { hits } = await find(typed, opened, { typing: true });
  return Promise.all(hits.slice(0, count).map(({ number }) => opened.index.text(number)));
}

// A phrase stands word for word in the text: only the best hits are read to see.
async function withPhrases(hits, phrases, index) {
  const wanted = phrases.map((phrase) => plain(phrase));
  const read = await Promise.all(hits.slice(0, PHRASE_CANDIDATES).map(async (hit) => {
    const { heading, text } = await index.text(hit.number);
    const whole = plain(`${heading} . ${text}`);
    return wanted.every((phrase) => whole.includes(phrase)) ? hit : undefined;
  }));
  return read.filter(Boolean);
}

const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ");
