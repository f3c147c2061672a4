// The search page: the address says what is searched for; every change goes through it, so links can be shared and "back" works.

import { pressedIn } from "./pressed.js";
import { markersOf } from "./search-excerpt.js";
import { addressOf, passing, stateOf } from "./search-filters.js";
import { nearestFirst } from "./search-near.js";
import { matching, numbered, openSearch, prepare } from "./search-run.js";
import { View } from "./search-view.js";

const FIRST = 5; // what a phone shows, or a little more
const PAGE = 20;
const PAUSE_MS = 60;
const SLOW_MS = 700;

const form = document.querySelector("[data-search-form]");
const root = document.querySelector("[data-search]");
const field = form.elements.q;
const sorting = root.querySelector("[data-sort]");
const view = new View(root);
const letGo = pressedIn(root);
const proposals = root.querySelector("[data-proposals]");
const ways = document.querySelector("[data-ways]");
const starts = document.querySelector("[data-starts]");
const narrowing = root.querySelector("[data-narrow]");
const title = document.title;
let opened;
let latest = 0;
let shown = { hits: [], count: 0, markers: [] };
let whenOpened;
let slow;

const search = () => {
  opened ??= openSearch(root.dataset.index).catch((error) => {
    opened = undefined;
    throw error;
  });
  return opened;
};

async function update({ typing = false } = {}) {
  latest += 1;
  const mine = latest;
  const state = stateOf(location.search);
  document.title = state.q ? `${state.q} – ${title}` : title;
  clearTimeout(slow);
  if (!typing) field.value = state.q;
  sorting.value = state.sort;
  if (!state.q && !state.sort && !Object.keys(state.filters).length) {
    view.clear();
    starts.hidden = false;
    ways.hidden = false;
    return;
  }
  // What stands below the hits waits for them instead of being pushed down by them.
  ways.hidden = !shown.count;
  view.open();
  slow = setTimeout(() => view.showMessage(root.dataset.textSearching), SLOW_MS);
  try {
    const record = Object.keys(state.filters).length ? undefined : await numbered(state.q);
    if (record && mine === latest) showOne(record);
    if (record) return;
    const open = await search();
    const result = await resultOf(state, open, typing);
    if (mine === latest) await show(state, result, open, () => mine === latest);
  } catch (error) {
    if (mine === latest) fail();
    throw error;
  } finally {
    if (mine === latest) ways.hidden = false;
  }
}

function showOne(record) {
  leave();
  view.showHits([record], markersOf({ groups: [] }), false);
  view.showCount(1);
}

// Hits of another search would pass for those of this one.
function fail() {
  leave();
  view.showMessage(root.dataset.textFailed);
  starts.hidden = false;
}

// Nothing of the search before is left.
function leave() {
  clearTimeout(slow);
  shown = { hits: [], count: 0, markers: [] };
  proposals.hidden = true;
  starts.hidden = true;
  view.clear();
}

async function resultOf(state, open, typing) {
  if (state.q) return matching(state.q, open, { typing });
  const hits = Array.from({ length: open.index.size }, (_, number) => ({ number, score: 0 }));
  return { plan: { groups: [], phrases: [], suggestion: "" }, hits };
}

async function show(state, { plan, hits }, { index, words }, isLatest) {
  const kept = await inOrder(state, plan, hits, index);
  const first = await textsOf(kept.slice(0, FIRST), index);
  await letGo();
  if (!isLatest()) return;
  clearTimeout(slow);
  shown = { hits: kept, count: first.length, markers: markersOf(plan) };
  view.showHits(first, shown.markers, false);
  view.showMore(0);
  view.showCount(kept.length);
  starts.hidden = kept.length > 0;
  narrowing.hidden = !hits.length;
  view.showSuggestion(state, plan.suggestion);
  const showFilters = async () => {
    const [rows, { facetsOf, showFacets }] = await Promise.all([index.facets(), import("./search-facets.js")]);
    await letGo();
    if (!isLatest()) return;
    view.showChips(state, rows);
    showFacets(view, state, facetsOf(rows, hits.map(({ number }) => number), state.filters));
    if (kept.length) return;
    const { showProposals } = await import("./search-proposals.js");
    await showProposals(proposals, root.dataset, { state, hits, rows, index, words, named: view.named });
  };
  proposals.hidden = true;
  // Folded in, the filters are not fetched before they are wanted.
  const areWanted = narrowing.open || !kept.length || Object.keys(state.filters).length;
  whenOpened = areWanted ? undefined : showFilters;
  if (!areWanted) view.showChips(state, []);
  await painted();
  if (!isLatest()) return;
  const [rest] = await Promise.all([textsOf(kept.slice(FIRST, PAGE), index), areWanted && showFilters().catch(noFilters)]);
  if (isLatest()) append(rest);
}

// What is not seen first does not take the network or the thread from what is.
const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

// Without their filters the hits are there all the same.
const noFilters = () => view.showNoFilters();

// The hits that pass the filters, in the order that was asked for.
async function inOrder(state, plan, hits, index) {
  const isByDate = state.sort || !state.q;
  if (!isByDate && !Object.keys(state.filters).length) return nearestFirst(hits, plan, index);
  const rows = await index.facets();
  const kept = hits.filter(({ number }) => passing(rows, state.filters)(number));
  if (!isByDate) return nearestFirst(kept, plan, index);
  const direction = state.sort === "aldst" ? 1 : -1;
  return kept.sort((one, other) => direction * (rows[one.number].day - rows[other.number].day) || one.number - other.number);
}

const textsOf = (hits, index) => Promise.all(hits.map(({ number }) => index.text(number)));

function append(documents) {
  const items = view.showHits(documents, shown.markers, true);
  shown.count += documents.length;
  view.showMore(shown.hits.length - shown.count);
  return items;
}

async function showMore() {
  const { index } = await search();
  try {
    const items = append(await textsOf(shown.hits.slice(shown.count, shown.count + PAGE), index));
    items[0]?.querySelector("a").focus();
  } catch (error) {
    view.showNoMore();
    throw error;
  }
}

// An entry of the history is one search. Typing makes one entry, however many keys it takes: the first key after a settled search
// adds it, the following ones rewrite it, and Enter, a choice or leaving the field settles it.
let isTyping = false;
let pause;

function remember(state, { typing }) {
  stopWaiting();
  const address = addressOf(state);
  if (address !== addressOf(stateOf(location.search))) history[isTyping ? "replaceState" : "pushState"](null, "", address);
  isTyping = typing;
}

function stopWaiting() {
  clearTimeout(pause);
  pause = undefined;
}

const typedState = () => ({ ...stateOf(location.search), q: field.value.trim() });

function followTyping() {
  remember(typedState(), { typing: document.activeElement === field });
  return update({ typing: true });
}

// What the reader chose is a search of its own: it never overwrites the one that was typed.
function go(state) {
  isTyping = false;
  remember(state, { typing: false });
  update();
}

field.addEventListener("input", () => {
  stopWaiting();
  search().then((open) => prepare(field.value, open)).catch(() => {});
  pause = setTimeout(followTyping, PAUSE_MS);
});
field.addEventListener("blur", () => {
  if (!pause) isTyping = false;
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  remember(typedState(), { typing: false });
  update();
});
sorting.addEventListener("change", () => go({ ...stateOf(location.search), sort: sorting.value }));
root.querySelector("[data-more]").addEventListener("click", showMore);
root.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-state]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const chosen = stateOf(new URL(link.href).search);
  const isBehindTyping = pause && chosen.q === stateOf(location.search).q;
  go(isBehindTyping ? { ...chosen, q: field.value.trim() } : chosen);
  tell(root.querySelector("[data-result-count]"));
});

// A heading takes the focus only while it has something to tell: screen readers call what can have it clickable.
function tell(count) {
  count.tabIndex = -1;
  count.addEventListener("blur", () => count.removeAttribute("tabindex"), { once: true });
  count.focus();
}

// On a wide screen the filters stand open beside the hits; on a narrow one they are folded in above them.
const isWide = matchMedia("(min-width: 60rem)");
const fitFilters = () => {
  narrowing.open = isWide.matches;
};
isWide.addEventListener("change", fitFilters);
narrowing.addEventListener("toggle", () => {
  if (narrowing.open) whenOpened?.().catch(noFilters);
  whenOpened = undefined;
});
fitFilters();

search().catch(() => {}); // whoever opens this page will search
let suggestions;
window.addEventListener("popstate", () => {
  stopWaiting();
  suggestions?.close();
  isTyping = false;
  update();
});
// What was typed before this script came is not taken away.
const first = field.value.trim() ? followTyping() : update();
first.finally(async () => {
  const { Suggestions } = await import("./search-suggest.js");
  suggestions = new Suggestions(form, { open: search });
});
