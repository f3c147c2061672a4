// One search from typed text to numbered hits: plan, rank, phrases; or to the answer whose number was typed. No page, so a
// benchmark can call it too.

import { openIndex } from "./search-index.js";
import { nearestFirst } from "./search-near.js";
import { planFor } from "./search-plan.js";
import { rank } from "./search-rank.js";
import { shardOf, Words, wordsOf } from "./search-words.js";

const PHRASE_CANDIDATES = 80;
const NUMBER = /^(\d{4})-(\d{1,6})$/;
const RECORDS_A_FILE = 25; // as portal/site.py has it

export async function openSearch(url) {
  const index = await openIndex(url);
  return { index, words: new Words(index) };
}

// Begins to fetch the words that what is being typed may be among; one letter alone is too many.
export function prepare(typed, { index }) {
  for (const letters of wordsOf(typed).filter((word) => word.length > 1).map(shardOf)) {
    index.shard(letters);
    index.synonyms(letters);
  }
}

// All that is found, by the index alone.
export async function matching(query, { index, words }, options = {}) {
  const plan = await planFor(query, words, options);
  const hits = await rank(plan, index);
  return { plan, hits: plan.phrases.length ? await withPhrases(hits, plan.phrases, index, words) : hits };
}

// All that is found, the best read through and put in order.
export async function find(query, opened, options = {}) {
  const { plan, hits } = await matching(query, opened, options);
  return { plan, hits: await nearestFirst(hits, plan, opened.index) };
}

// What is shown of the answer with this number (2026-0123), as its page and letters about it say it, or nothing. The words of the
// index do not know it: it is read from the files of the API.
export async function numbered(query) {
  const [, year, number] = NUMBER.exec(query) ?? [];
  if (!year) return undefined;
  const answer = await fetch(`/api/v1/records/${year}/${Math.floor(Number(number) / RECORDS_A_FILE) + 1}.json`);
  if (!answer.ok) return undefined;
  const { records } = await answer.json();
  const found = records.find(({ id }) => id === `${year}-${number.padStart(4, "0")}`);
  if (!found) return undefined;
  const { id, path, heading, published, language, question } = found;
  return { id, path, heading, published, language, text: question.join(" ") };
}

// The best hits for something half typed, with heading and address.
export async function bestHeadings(typed, opened, count) {
  const { hits } = await find(typed, opened, { typing: true });
  return Promise.all(hits.slice(0, count).map(({ number }) => opened.index.text(number)));
}

// A phrase stands word for word in the text: only the best hits that have all of its words are read to see.
async function withPhrases(hits, phrases, index, words) {
  const wanted = phrases.map((phrase) => plain(phrase));
  const stop = new Set(index.stopWords);
  const telling = phrases.flatMap(wordsOf).filter((word) => !stop.has(word));
  const having = (await Promise.all(telling.map((word) => documentsWith(word, index, words)))).filter(Boolean);
  const possible = hits.filter(({ number }) => having.every((documents) => documents.has(number)));
  const read = await Promise.all(possible.slice(0, PHRASE_CANDIDATES).map(async (hit) => {
    const { heading, text } = await index.text(hit.number);
    const whole = plain(`${heading} . ${text}`);
    return wanted.every((phrase) => whole.includes(phrase)) ? hit : undefined;
  }));
  return read.filter(Boolean);
}

// Nothing for a word that is not indexed.
async function documentsWith(word, index, words) {
  const known = await words.lookup(word);
  const lists = await Promise.all(known.map(({ key }) => index.postings(key)));
  return known.length ? new Set(lists.flatMap(({ documents }) => [...documents])) : undefined;
}

const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ");
