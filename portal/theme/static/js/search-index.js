// Retrieval: opens the bundles of sok/index/, and fetches posting lists, words, filters and texts when they are asked for.
// Nothing here knows Swedish or the page; another index can take its place behind the same functions.

const FIELDS = ["typ", "amne", "utfall", "ar"];

const fetchJson = async (url) => {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
};

// What could not be fetched is asked for again the next time.
const remembering = (load) => {
  const known = new Map();
  return (name) => {
    if (!known.has(name)) {
      const loading = load(name);
      known.set(name, loading);
      loading.catch(() => known.delete(name));
    }
    return known.get(name);
  };
};

// Whole numbers packed one to a character; search_index/packing.py is the other half.
function unpack(text) {
  const numbers = new Uint32Array(text.length);
  let count = 0;
  let high = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0xe000) {
      high = (code - 0xe000) * 0xd000;
      continue;
    }
    numbers[count] = code - 0x23 + high;
    count += 1;
    high = 0;
  }
  return numbers.subarray(0, count);
}

class Bundle {
  // A folder of files, or one file with all of them by name.
  constructor(url, start, firstNumber) {
    this.start = start;
    this.firstNumber = firstNumber;
    const whole = remembering(() => fetchJson(url));
    this.file = remembering(url.endsWith("/") ? (name) => fetchJson(url + name) : async (name) => (await whole())[name]);
  }

  // Files of "words" or "parts" with what begins with `letters`.
  shards(kind, letters) {
    return shardNames(this.start[kind], letters).map((name) => this.file(`${kind}/${name}.json`));
  }

  // [document, impact, document, impact …] of one key, or nothing.
  async postings(key) {
    const firsts = this.start.postings;
    let low = 0;
    let high = firsts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (firsts[middle] <= key) low = middle + 1;
      else high = middle;
    }
    if (!low) return [];
    return unpack((await this.file(`postings/${low - 1}.json`))[key] ?? "");
  }
}

// Names of the shards that hold words beginning with `letters`: a small shard has some letters (a-b-c), a large one is divided.
function shardNames(names, letters) {
  const fitting = names.filter((name) => name.startsWith(letters) || name.split("-").includes(letters[0]));
  return fitting.includes(letters) && letters.length > 1 ? [letters] : fitting;
}

export async function openIndex(url) {
  const listing = await fetchJson(`${url}bundles.json`);
  let total = 0;
  const bundles = listing.bundles.map(({ path, start }) => {
    const opened = new Bundle(url + path, start, total);
    total += start.documents;
    return opened;
  });
  return new Index(url, listing, bundles, total);
}

class Index {
  constructor(url, { names, synonyms, stop_words }, bundles, size) {
    this.bundles = bundles;
    this.size = size;
    this.stopWords = stop_words;
    const file = remembering((name) => fetchJson(url + name));
    // Units and subjects, those with many answers first: [kind, name, path, e-mail, telephone].
    this.names = () => file(names);
    // What begins with the given two letters: expression of keys → expressions to look up as well, each a list of keys.
    this.synonyms = remembering(async (letters) => {
      const pieces = await Promise.all(shardNames(Object.keys(synonyms), letters).map((name) => file(synonyms[name])));
      return new Map(pieces.flatMap(Object.entries));
    });
    this.postings = remembering((key) => this.#postings(key));
    this.shard = remembering((letter) => this.#shard(letter));
    this.parts = remembering((letters) => this.#parts(letters));
    this.facets = remembering(() => this.#facets());
  }

  // Documents and impacts of one key over all bundles.
  async #postings(key) {
    const lists = await Promise.all(this.bundles.map((bundle) => bundle.postings(key)));
    const count = lists.reduce((sum, list) => sum + list.length / 2, 0);
    const documents = new Uint32Array(count);
    const impacts = new Float32Array(count);
    let at = 0;
    lists.forEach((list, place) => {
      const { firstNumber, start } = this.bundles[place];
      let number = firstNumber;
      for (let pair = 0; pair < list.length; pair += 2) {
        number += list[pair];
        documents[at] = number;
        impacts[at] = list[pair + 1] / start.scale;
        at += 1;
      }
    });
    return { documents, impacts };
  }

  // Words that begin with the given one or two letters: key → [documents, word, parts], and stem → keys.
  async #shard(letter) {
    const shards = await Promise.all(this.bundles.flatMap((bundle) => bundle.shards("words", letter)));
    const keys = new Map();
    const stems = new Map();
    for (const shard of shards) {
      for (const [key, [count, word, parts]] of Object.entries(shard.keys)) {
        const known = keys.get(key);
        keys.set(key, { key, count: count + (known?.count ?? 0), word: known?.word ?? (word || key), parts });
      }
      for (const [stem, key] of Object.entries(shard.stems)) {
        stems.set(stem, new Set([...(stems.get(stem) ?? []), key]));
      }
    }
    return { keys, stems };
  }

  // What may be part of a compound, of what begins with the given two letters: keys, and forms of keys.
  async #parts(letters) {
    const shards = await Promise.all(this.bundles.flatMap((bundle) => bundle.shards("parts", letters)));
    return {
      keys: new Set(shards.flatMap((shard) => Object.keys(shard.keys))),
      forms: new Map(shards.flatMap((shard) => Object.entries(shard.forms))),
    };
  }

  letters() {
    return new Set(this.bundles.flatMap((bundle) => bundle.start.words.flatMap((name) => name.split("-").map((part) => part[0]))));
  }

  // One row a document: day published, and for each filter the values it has.
  async #facets() {
    const files = await Promise.all(this.bundles.map((bundle) => bundle.file("facets.json")));
    return files.flatMap((file) => {
      const steps = unpack(file.published.steps);
      const columns = FIELDS.map((field) => [field, file[field].values, unpack(file[field].of)]);
      let day = file.published.first;
      return [...unpack(file.places.of)].map((place, at) => {
        if (at) day -= steps[at - 1];
        const row = { day, places: file.places.values[place] };
        for (const [field, values, of] of columns) row[field] = values[of[at] - 1];
        return row;
      });
    });
  }

  // What is shown of one document.
  async text(number) {
    const bundle = this.bundles.findLast((one) => one.firstNumber <= number);
    const local = number - bundle.firstNumber;
    const size = bundle.start.documents_a_file;
    const rows = await bundle.file(`texts/${Math.floor(local / size)}.json`);
    const [id, path, heading, text, unit, kind, published, language, outcome, outcomeName] = rows[local % size];
    return { id, path, heading, text, unit, kind, published, language, outcome, outcomeName };
  }
}
