// Swedish in the browser: stems, known words and corrections, over the words of the index.
// `lightStem` takes the same steps as search_index/stemming.py.

const VOWEL = "aeiouyåäö";
const ENDINGS = ("heterna hetens anden heten heter arnas ernas ornas andes andet arna erna orna ande arne aste " +
  "ades erns ade ern ens het ast ets ad en ar er or as es at et a e").split(" ");
const AGENTS = ["arens", "aren", "ares", "are"];
const DOUBLED = ["dd", "gd", "nn", "dt", "gt", "kt", "tt"];
const REGION = new RegExp(`[${VOWEL}][^${VOWEL}]`);
const LETTERS = { å: "a", ä: "a", ö: "o", é: "e", è: "e", ê: "e", á: "a", à: "a", ü: "u", ø: "o", æ: "a" };
const WORD = /[\p{L}\p{N}]+(?:[-–][\p{L}\p{N}]+)*/gu;

export const fold = (word) => word.toLowerCase().replace(/[åäöéèêáàüøæ]/g, (letter) => LETTERS[letter]);

const letterOf = (word) => (/^[a-z0-9]/.test(fold(word)) ? fold(word)[0] : "_");

// The first two letters, folded: where the word is among the shards.
export const shardOf = (word) => (word.length > 1 ? letterOf(word) + letterOf(word.slice(1)) : letterOf(word));

export function lightStem(word) {
  const found = REGION.exec(word);
  const start = found ? Math.max(3, found.index + 2) : word.length;
  const holds = (ending) => word.endsWith(ending) && word.length - ending.length >= start;
  const agent = AGENTS.find(holds);
  if (agent) return word.slice(0, 2 - agent.length);
  const ending = ENDINGS.find(holds);
  if (ending) word = word.slice(0, -ending.length);
  else if (holds("s") && "bcdfghjklmnoprtvy".includes(word.at(-2))) word = word.slice(0, -1);
  return DOUBLED.some(holds) ? word.slice(0, -1) : word;
}

export function wordsOf(text) {
  return [...text.normalize("NFC").toLowerCase().matchAll(WORD)].map((match) => match[0].replaceAll("–", "-"));
}

// Edits between two words (swapped neighbours are one edit), or more than `limit`.
export function distance(one, other, limit) {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let before = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    let least = at;
    for (let to = 1; to <= other.length; to += 1) {
      const same = one[at - 1] === other[to - 1];
      let cost = Math.min(row[to] + 1, next[to - 1] + 1, row[to - 1] + (same ? 0 : 1));
      if (at > 1 && to > 1 && one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1]) cost = Math.min(cost, before[to - 2] + 1);
      next.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
    [before, row] = [row, next];
  }
  return row[other.length];
}

export class Words {
  constructor(index) {
    this.index = index;
    this.folded = new Map();
    this.foldedNames = new Map();
  }

  // What a key, a key and the next, or a key and the stop word before it is looked up as too; nothing when the list does not have it.
  async synonyms(name) {
    return (await this.index.synonyms(shardOf(name))).get(name);
  }

  // The same for what may have been typed without å, ä and ö.
  async synonymsOf(name) {
    const letters = shardOf(name);
    const table = await this.index.synonyms(letters);
    if (table.has(name) || fold(name) !== name) return table.get(name) ?? [];
    if (!this.foldedNames.has(letters)) this.foldedNames.set(letters, new Map([...table.keys()].map((known) => [fold(known), known])));
    return table.get(this.foldedNames.get(letters).get(name)) ?? [];
  }

  async entry(key) {
    return (await this.index.shard(shardOf(key))).keys.get(key);
  }

  // Entries of a typed word, best first, each with how sure it is.
  async lookup(word) {
    const shard = await this.index.shard(shardOf(word));
    const found = new Map();
    const take = (keys, weight) => {
      for (const key of keys) {
        const entry = shard.keys.get(key) ?? { key, count: 0, word: key, parts: [], elsewhere: true };
        if (!found.has(key)) found.set(key, { ...entry, weight });
      }
    };
    const stem = lightStem(word);
    if (shard.keys.has(word)) take([word], 1);
    if (shard.stems.has(word)) take(shard.stems.get(word), found.size ? 0.7 : 1);
    if (shard.stems.has(stem)) take(shard.stems.get(stem), found.size ? 0.7 : 1);
    if (shard.keys.has(stem)) take([stem], found.size ? 0.8 : 1);
    if (fold(word) === word) {
      const known = Math.max(0, ...[...found.values()].map((entry) => entry.count));
      const folded = await this.#folded(shardOf(word));
      for (const key of new Set([...(folded.get(stem) ?? []), ...(folded.get(word) ?? [])])) {
        const count = shard.keys.get(key)?.count ?? 0;
        take([key], count > 2 * known ? 0.95 : count >= known ? 0.7 : 0.4);
      }
    }
    return Promise.all([...found.values()].map(async (entry) => (entry.elsewhere ? { ...entry, ...(await this.entry(entry.key)) } : entry)));
  }

  async #folded(letter) {
    if (!this.folded.has(letter)) {
      const shard = await this.index.shard(letter);
      const table = new Map();
      const add = (form, key) => {
        const plain = fold(form);
        if (plain !== form) table.set(plain, new Set([...(table.get(plain) ?? []), key]));
      };
      for (const [key, entry] of shard.keys) {
        add(key, key);
        add(lightStem(entry.word), key);
      }
      for (const [stem, keys] of shard.stems) for (const key of keys) add(stem, key);
      this.folded.set(letter, table);
    }
    return this.folded.get(letter);
  }

  // Known words that an unknown one may have been meant as, best first: those whose first two letters are right but for one slip
  // when `near`, from a file or two, and else all that begin with the first letter or the second.
  async corrections(word, near = false, besides = []) {
    const limit = word.length < 4 ? 0 : word.length < 6 ? 1 : word.length < 10 ? 2 : 3;
    if (!limit || /\d/.test(word)) return [];
    const letters = new Set(near ? nearShards(word) : [letterOf(word), letterOf(word.slice(1))].filter((letter) => this.index.letters().has(letter)));
    const plain = fold(word);
    const stem = fold(lightStem(word));
    const found = [];
    for (const shard of await Promise.all([...letters].map((letter) => this.index.shard(letter)))) {
      for (const entry of shard.keys.values()) {
        if (Math.abs(entry.word.length - word.length) > limit + 3 || /\d/.test(entry.word) || besides.includes(entry.key)) continue;
        const surface = distance(plain, fold(entry.word), limit);
        const stems = distance(stem, fold(entry.key), limit);
        const edits = Math.min(surface, stems + 0.3);
        if (edits > limit) continue;
        const rare = 1 / Math.log2(2 + entry.count);
        const first = fold(entry.word)[0] === plain[0] ? 0 : 0.7;
        found.push({ ...entry, edits, cost: edits + rare + first });
      }
    }
    found.sort((one, other) => one.cost - other.cost);
    return found.filter((entry) => entry.cost < found[0].cost + 0.35).slice(0, 2);
  }

  async completions(prefix) {
    const shard = await this.index.shard(shardOf(prefix));
    const found = [...shard.keys.values()].filter((entry) => entry.key.startsWith(prefix) || entry.word.startsWith(prefix));
    return found.sort((one, other) => other.count - one.count).slice(0, 6);
  }
}

// Where a word stands that was typed with one slip in its first two letters: as typed, two swapped, one too many, or too few.
function nearShards(word) {
  const [first, second, third] = word;
  return [word, second + first, second + third, first + third].map(shardOf);
}
