// The review screen by keyboard. Every form works without this script; with it, a place is decided without leaving the page.
import { selectedPlace } from "./selection.js";

const page = document.querySelector("[data-review]");
const workspace = page.querySelector("[data-workspace]");
const live = page.querySelector("[data-live]");
const keyList = page.querySelector("[data-keys]");
const keysOn = page.querySelector("[data-keys-on]");
const actions = new Map([...page.querySelectorAll("[data-does]")].map((each) => [each.dataset.key, each.dataset.does]));
let current = 0;

const find = (selector) => workspace.querySelector(selector);
const cards = () => [...workspace.querySelectorAll("[data-card]")];
const card = () => find(`[data-card="${current}"]`);
const inCard = (name) => card()?.querySelector(`[data-do="${name}"]`);
const isBusy = () => workspace.getAttribute("aria-busy") === "true";
const setBusy = (busy) => workspace.setAttribute("aria-busy", String(busy));
const remembered = (name, value) => {
  try {
    if (value !== undefined) localStorage.setItem(name, value);
    return localStorage.getItem(name);
  } catch {
    return null;
  }
};

function choose(number, { focus = true } = {}) {
  current = Number(number);
  for (const mark of workspace.querySelectorAll("mark[data-finding]")) {
    mark.classList.toggle("is-current", Number(mark.dataset.finding) === current);
  }
  for (const each of cards()) each.classList.toggle("is-current", each === card());
  if (!card()) return;
  if (focus) card().focus({ preventScroll: true });
  card().scrollIntoView({ block: "nearest" });
  find(`#mark-${current}`)?.scrollIntoView({ block: "nearest" });
}

function step(direction) {
  const numbers = cards().map((each) => Number(each.dataset.card));
  const at = numbers.indexOf(current);
  const next = numbers[at < 0 ? 0 : at + direction];
  if (next) choose(next);
}

// After a decision the next open finding is chosen, so that one key decides and moves on.
function chooseOpen(after = 0) {
  const open = cards().filter((each) => each.dataset.state === "open").map((each) => Number(each.dataset.card));
  const next = open.find((number) => number > after) ?? open[0];
  if (next) choose(next);
  else find('[data-action="approve"]')?.focus();
  return Boolean(next);
}

async function send(form, button) {
  if (isBusy()) return;
  setBusy(true);
  const data = new FormData(form);
  if (button?.name) data.set(button.name, button.value);
  const before = current;
  const opened = [...workspace.querySelectorAll("details[open]")].map((each) => each.dataset.details);
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Review-Fragment": "1" } });
    if (answer.status !== 200 && answer.status !== 409) throw new Error(answer.statusText);
    workspace.innerHTML = await answer.text();
    for (const name of opened) find(`[data-details="${name}"]`)?.setAttribute("open", "");
    ready();
    live.textContent = find("[data-message]")?.textContent ?? "";
    if (data.get("do") === "undo" || data.get("do") === "drop" || answer.status === 409) {
      if (before && find(`[data-card="${before}"]`)) choose(before);
      else chooseOpen();
    } else chooseOpen(data.get("do") === "mark" ? before : before - 1);
  } catch {
    location.reload();
  }
  setBusy(false);
}

function open(name, field) {
  const details = find(`[data-details="${name}"]`);
  if (!details) return;
  details.open = true;
  details.querySelector(field)?.focus();
}

function startMark() {
  const form = find("[data-mark]");
  const place = selectedPlace(find("[data-public]"));
  form.elements.field.value = place?.field ?? "";
  form.elements.start.value = place?.start ?? "";
  form.elements.end.value = place?.end ?? "";
  form.elements.words.value = place?.words ?? "";
  (place ? form.elements.marking : form.elements.words).focus();
}

function togglePreview() {
  const frame = find("[data-preview-frame]");
  frame.hidden = !frame.hidden;
  if (!frame.hidden && !frame.firstChild) {
    const page = document.createElement("iframe");
    const link = find("[data-preview]");
    page.src = link.dataset.preview;
    page.title = link.textContent.trim();
    frame.append(page);
  }
  if (!frame.hidden) frame.scrollIntoView({ block: "start" });
}

function toggleKeys(shown = keyList.hidden) {
  keyList.hidden = !shown;
  find('[data-action="help"]')?.setAttribute("aria-expanded", String(shown));
  remembered("review-keys-shown", shown ? "yes" : "no");
  if (shown && document.activeElement?.dataset.action !== "help") keyList.scrollIntoView({ block: "nearest" });
}

const press = (action) => page.querySelector(`[data-action="${action}"]`)?.click();
const does = {
  "next-finding": () => step(1),
  "previous-finding": () => step(-1),
  replace: () => inCard("replace")?.click(),
  keep: () => (inCard("reason")?.focus(), inCard("reason")?.select()),
  marking: () => inCard("marking")?.focus(),
  mark: startMark,
  differences: () => find('[data-details="differences"]').toggleAttribute("open"),
  preview: togglePreview,
  return: () => open("return", "textarea"),
  withhold: () => open("withhold", "select"),
  summary: () => open("summary", "input"),
  help: () => toggleKeys(),
};

// Before Wagtail's own keys, which would answer "?" with a dialog.
window.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (event.key === "Escape" && typing) {
    if (card()) choose(current);
    else typing.blur();
    return;
  }
  // Enter in a card's reason keeps; Enter in its list of markings replaces with the chosen one.
  if (event.key === "Enter" && typing && page.contains(typing)) {
    if (typing.dataset.do === "reason") return event.preventDefault(), inForm(typing, "keep");
    if (typing.dataset.do === "marking") return event.preventDefault(), inForm(typing, "replace");
    if (typing.tagName === "SELECT" || (typing.tagName === "TEXTAREA" && typing.name === "comment" && !event.shiftKey)) {
      const button = (typing.closest("details") ?? typing.form).querySelector("button[type=submit]");
      return event.preventDefault(), button?.click();
    }
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !keysOn.checked) return;
  const action = actions.get(event.key);
  if (!action || document.querySelector("[role=dialog][aria-modal=true]:not([aria-hidden=true])")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  (does[action] ?? (() => press(action)))();
}, { capture: true });

function inForm(element, name) {
  element.form.querySelector(`[data-do="${name}"]`)?.click();
}

page.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-place]")) {
    if (isBusy() || event.submitter?.getAttribute("aria-disabled") === "true") {
      event.preventDefault();
      live.textContent = find("#blocked, .review-warning")?.textContent ?? "";
    }
    return;
  }
  event.preventDefault();
  if (event.target.dataset.card === undefined && event.target.closest("[data-card]")) {
    current = Number(event.target.closest("[data-card]").dataset.card);
  }
  send(event.target, event.submitter);
});

page.addEventListener("click", (event) => {
  const mark = event.target.closest("mark[data-finding]");
  if (mark) return choose(mark.dataset.finding);
  const action = event.target.closest("[data-action]")?.dataset.action;
  if (action === "help") toggleKeys();
  if (action === "preview" && !event.ctrlKey && !event.metaKey && event.detail < 2) {
    event.preventDefault();
    togglePreview();
  }
});
page.addEventListener("change", (event) => {
  if (event.target === keysOn) remembered("review-keys", keysOn.checked ? "on" : "off");
});

function ready() {
  const help = find('[data-action="help"]');
  help.hidden = false;
  help.setAttribute("aria-expanded", String(!keyList.hidden));
}

keysOn.checked = remembered("review-keys") !== "off";
toggleKeys(remembered("review-keys-shown") === "yes");
ready();
// On a narrow screen the text comes first, and the findings below it.
if (matchMedia("(max-width: 48rem)").matches || !chooseOpen()) find("[data-title]").focus();
