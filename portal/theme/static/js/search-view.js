// What the search page shows: hits, chips, messages. Texts come from the page's data attributes, in its language.

import { fillExcerpt, fillHeading } from "./search-excerpt.js";
import { addressOf, FIELDS, nameOf, withFilter } from "./search-filters.js";

export function element(name, { text, ...attributes } = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  node.append(...children);
  return node;
}

export class View {
  constructor(root) {
    this.root = root;
    this.texts = root.dataset;
    this.part = (name) => root.querySelector(`[data-${name}]`);
    this.months = this.texts.months.split(" "); // the browser's own names take it 15 ms to look up
    this.names = new Map(Object.entries(JSON.parse(this.texts.names)));
    this.lang = this.texts.own === document.documentElement.lang ? undefined : this.texts.own;
  }

  // A kind or outcome of the index in the language of the page.
  named = (name) => this.names.get(name) ?? name;

  langOf = (name) => (this.names.has(name) ? undefined : this.lang);

  #name(name) {
    return element("span", { text: this.named(name), lang: this.langOf(name) });
  }

  // Before there is anything to tell: what appears together with its text is not read out.
  open() {
    this.root.hidden = false;
  }

  showCount(count) {
    this.showMessage((count === 1 ? this.texts.textOneHit : this.texts.textHits).replace("{count}", count));
    this.part("sorting").hidden = count < 2;
  }

  showMessage(text) {
    const node = this.part("result-count");
    if (node.textContent !== text) node.textContent = text;
    this.root.hidden = false;
  }

  showNoFilters() {
    this.part("facets").replaceChildren(element("p", { text: this.texts.textNoFilters }));
  }

  showNoMore() {
    this.part("more").textContent = this.texts.textFailed;
  }

  clear() {
    this.root.hidden = true;
    this.part("result-count").textContent = "";
    for (const name of ["results", "facets", "chips"]) this.part(name).replaceChildren();
    for (const name of ["chips", "suggestion", "more", "sorting", "columns"]) this.part(name).hidden = true;
  }

  showSuggestion(state, suggestion) {
    const node = this.part("suggestion");
    node.replaceChildren();
    node.hidden = !suggestion;
    if (!suggestion) return;
    const [before, after] = this.texts.textMeant.split("{words}");
    node.append(before, element("a", { href: addressOf({ ...state, q: suggestion }), text: suggestion, "data-state": "" }), after);
  }

  showHits(documents, markers, append) {
    this.part("columns").hidden = false;
    const items = documents.map((found) => this.#hit(found, markers));
    if (append) this.part("results").append(...items);
    else this.part("results").replaceChildren(...items);
    return items;
  }

  #hit({ id, path, heading, text, unit, kind, published, language, outcome, outcomeName }, markers) {
    const link = element("a", { href: path });
    const excerpt = element("p", { class: "card-excerpt" });
    if (language !== document.documentElement.lang) for (const node of [link, excerpt]) node.lang = language;
    fillHeading(link, heading, markers);
    fillExcerpt(excerpt, text, markers);
    const meta = element("p", { class: "card-meta" });
    const when = element("time", { datetime: published, text: this.#day(published) });
    if (outcome) meta.append(element("span", { class: `tag outcome-${outcome}` }, element("span", { class: "visually-hidden", text: `${this.texts.titleUtfall}:\u00a0` }), this.#name(outcomeName)), " ");
    for (const name of [kind, unit].filter(Boolean)) meta.append(this.#name(name), element("span", { class: "dot", text: " · " }));
    meta.append(when);
    return element("li", { class: "card", "data-record": id }, element("h3", { class: "card-heading" }, link), excerpt, meta);
  }

  #day(iso) {
    const [year, month, day] = iso.split("-").map(Number);
    return `${day} ${this.months[month - 1]} ${year}`;
  }

  showMore(left) {
    const button = this.part("more");
    button.hidden = left <= 0;
    button.textContent = this.texts.textMore.replace("{count}", left);
  }

  showChips(state, rows) {
    const chosen = FIELDS.filter((field) => state.filters[field]);
    this.part("chips").replaceChildren(...chosen.map((field) => {
      const name = nameOf(rows, field, state.filters[field]);
      const label = this.texts.textRemove.replace("{filter}", `${this.title(field)}: ${this.named(name)}`);
      const link = element("a", { class: "chip", href: addressOf(withFilter(state, field, "")), "aria-label": label, "data-state": "" }, this.#name(name));
      link.append(element("span", { "aria-hidden": "true", text: " ×" }));
      return element("li", {}, link);
    }));
    this.part("chips").hidden = !chosen.length;
  }

  title(field) {
    return this.texts[`title${field[0].toUpperCase()}${field.slice(1)}`];
  }
}
