// From a plan to documents in order. BM25F with the word's rarity over all bundles; a document that lacks one of the typed words
// counts for less, and the less the rarer the word. Each group of the plan is told how much it says, in `importance`.

export const TUNING = { coverage: 0.7, strictBorrowed: true, partCoverage: 1.3, others: 0.3, keepShare: 0.12 };

const rarity = (size, count) => Math.log(1 + (size - count + 0.5) / (count + 0.5));

export async function rank(plan, index) {
  const groups = await Promise.all(plan.groups.map((group) => groupScores(group, index)));
  groups.forEach(({ importance }, at) => {
    plan.groups[at].importance = importance;
  });
  const found = groups.filter((group) => group.importance > 0);
  const total = found.reduce((sum, group) => sum + group.importance, 0);
  const scores = new Float32Array(index.size);
  const covered = new Float32Array(index.size);
  for (const { values, importance } of found) {
    for (let number = 0; number < values.length; number += 1) {
      if (values[number]) {
        scores[number] += values[number];
        covered[number] += importance;
      }
    }
  }
  const hits = [];
  let best = 0;
  for (let number = 0; number < scores.length; number += 1) {
    if (!scores[number]) continue;
    const score = scores[number] * (covered[number] / total) ** TUNING.coverage;
    best = Math.max(best, score);
    hits.push({ number, score });
  }
  const kept = hits.filter((hit) => hit.score >= best * TUNING.keepShare);
  return kept.sort((one, other) => other.score - one.score || one.number - other.number);
}

// Scores are one number a document, 0 for most: with maps of those that have any, a search for common words took twice the time.
async function groupScores(group, index) {
  const values = new Float32Array(index.size);
  const results = await Promise.all(group.variants.map((variant) => variantScores(variant, index)));
  const most = (wanted) => Math.max(0, ...results.map((result, at) => (wanted(group.variants[at]) ? result.importance : 0)));
  const own = most((variant) => !variant.borrowed);
  const importance = own || most(() => true);
  results.forEach((result, at) => {
    if (!result.importance) return;
    // A rare synonym of a common word is worth no more than the word.
    const weight = group.variants[at].weight * Math.min(1, importance / result.importance);
    for (let number = 0; number < values.length; number += 1) {
      if (!result.values[number]) continue;
      const weighted = result.values[number] * weight;
      const before = values[number];
      values[number] = Math.max(before, weighted) + TUNING.others * Math.min(before, weighted);
    }
  });
  return { values, importance };
}

async function variantScores(variant, index) {
  const parts = await Promise.all(variant.parts.map((keys) => partScores(keys, index)));
  if (parts.length === 1) return parts[0];
  const importance = parts.reduce((sum, part) => sum + part.importance, 0);
  // Half of a synonym in several words says nothing: "lång" is not "lång väntan".
  const least = variant.borrowed && TUNING.strictBorrowed ? 0.999 * importance : 0;
  const values = new Float32Array(index.size);
  for (let number = 0; number < values.length; number += 1) {
    let value = 0;
    let share = 0;
    for (const part of parts) {
      if (!part.values[number]) continue;
      value += part.values[number];
      share += part.importance;
    }
    if (value && share >= least) values[number] = value * (share / importance) ** TUNING.partCoverage;
  }
  return { values, importance };
}

async function partScores(keys, index) {
  const values = new Float32Array(index.size);
  let importance = 0;
  const lists = await Promise.all(keys.map((key) => index.postings(key)));
  for (const [place, { documents, impacts }] of lists.entries()) {
    if (!documents.length) continue;
    const idf = rarity(index.size, documents.length);
    importance = place && importance ? Math.min(importance, idf) : idf;
    const weight = (place ? 0.8 : 1) * idf;
    for (let at = 0; at < documents.length; at += 1) {
      values[documents[at]] = Math.max(values[documents[at]], impacts[at] * weight);
    }
  }
  return { values, importance };
}
