// Suggestions while typing: units and subjects by name, questions by heading. The field becomes a combobox with a list; arrows move,
// Enter opens, Escape closes, and the field keeps the focus. Works beside any search form, and asks for nothing before it is used.

import { here } from "./edition.js";
import { fold } from "./search-words.js";

const PAUSE_MS = 120;
const NAMES = 4;
const HEADINGS = 4;

const wordsIn = (text) => fold(text).split(/[^a-z0-9]+/).filter(Boolean);

// Names in which every typed word begins a word; those that begin with what was typed first, otherwise as given.
export function namesLike(rows, typed) {
  const wanted = wordsIn(typed);
  if (!wanted.length) return [];
  const found = rows.filter(([, name]) => {
    const words = wordsIn(name);
    return wanted.every((part) => words.some((word) => word.startsWith(part)));
  });
  const begins = ([, name]) => (wordsIn(name)[0].startsWith(wanted[0]) ? 0 : 1);
  return found.sort((one, other) => begins(one) - begins(other));
}

// Of questions with the same heading the best: nobody could tell them apart here.
const unlike = (hits) => [...new Map(hits.toReversed().map((hit) => [hit.heading.toLowerCase(), hit])).values()].reverse();

export class Suggestions {
  // `open` gives the opened search, `headings` the best questions for what was typed; without it only names are suggested.
  constructor(form, { open, headings }) {
    this.form = form;
    this.field = form.elements.q;
    this.open = open;
    this.headings = headings;
    this.texts = form.dataset;
    this.active = -1;
    this.latest = 0;
    this.#build();
    this.field.addEventListener("input", () => this.#wait());
    this.field.addEventListener("keydown", (event) => this.#press(event));
    this.field.addEventListener("blur", () => this.close());
    form.addEventListener("submit", () => this.close());
    if (document.activeElement === this.field && this.field.value) this.#wait();
  }

  #build() {
    this.list = document.createElement("ul");
    Object.assign(this.list, { id: "search-suggestions", className: "suggestions", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.texts.textSuggestions);
    this.status = document.createElement("p");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    this.form.append(this.list, this.status);
    const { field } = this;
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
    field.setAttribute("aria-expanded", "false");
    // The field keeps the focus, also while a suggestion is pressed.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.#choose(event.target.closest("[role=option]")));
  }

  #wait() {
    clearTimeout(this.pause);
    this.latest += 1;
    if (this.field.value.trim().length < 2) this.close();
    else this.pause = setTimeout(() => this.#suggest(this.latest), PAUSE_MS);
  }

  async #suggest(mine) {
    const typed = this.field.value.trim();
    const opened = await this.open();
    const names = namesLike(await opened.index.names(), typed).slice(0, NAMES);
    const hits = this.headings ? await this.headings(typed, opened, HEADINGS) : [];
    if (mine !== this.latest || document.activeElement !== this.field) return;
    this.#show([
      ...names.map(([kind, name, path]) => ({ label: name, kind: kind === "unit" ? this.texts.textUnit : this.texts.textSubject, path })),
      ...unlike(hits).map(({ heading, path }) => ({ label: heading, kind: this.texts.textQuestion, path })),
    ]);
  }

  #show(options) {
    this.#move(-1);
    this.list.replaceChildren(...options.map(({ label, kind, path }, at) => {
      const option = document.createElement("li");
      option.id = `search-suggestion-${at}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.path = here(path);
      const what = document.createElement("span");
      what.className = "suggestion-kind";
      what.textContent = kind;
      option.append(this.#label(label), " ", what);
      return option;
    }));
    this.list.hidden = !options.length;
    this.field.setAttribute("aria-expanded", String(options.length > 0));
    const text = options.length ? this.texts.textSuggested.replace("{count}", options.length) : "";
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  // Names and headings stand in the site's own language.
  #label(text) {
    if (this.texts.own === document.documentElement.lang) return text;
    return Object.assign(document.createElement("span"), { lang: this.texts.own, textContent: text });
  }

  close() {
    clearTimeout(this.pause);
    this.latest += 1;
    if (!this.list.hidden) this.#show([]);
  }

  #move(to) {
    const options = [...this.list.children];
    options[this.active]?.setAttribute("aria-selected", "false");
    this.active = to;
    const option = options[to];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.field.setAttribute("aria-activedescendant", option.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  #press(event) {
    const count = this.list.hidden ? 0 : this.list.children.length;
    if (!count || event.isComposing) return;
    // One place more than there are suggestions: from the last one the way leads back to the field.
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#move(((this.active + 1 + step + count + 1) % (count + 1)) - 1);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && this.active >= 0) this.#choose(this.list.children[this.active]);
    else return;
    event.preventDefault();
  }

  #choose(option) {
    if (option) location.assign(option.dataset.path);
  }
}
