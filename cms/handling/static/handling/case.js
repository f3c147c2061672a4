// The case page by keyboard: a key opens its step and goes to its first field, past the choice of a template. Every form works without this script.
const page = document.querySelector("[data-case]");
const keysOn = page.querySelector("[data-keys-on]");
const steps = new Map([...page.querySelectorAll("[data-step]")].map((each) => [each.dataset.key, each]));

const remembered = (name, value) => {
  try {
    if (value !== undefined) localStorage.setItem(name, value);
    return localStorage.getItem(name);
  } catch {
    return null;
  }
};

function open(step) {
  step.open = true;
  step.scrollIntoView({ block: "start" });
  const fields = ":is(input:not([type=hidden]), textarea, select)";
  (step.querySelector(`form ${fields}:not([data-templates] *)`) ?? step.querySelector("form button")).focus();
}

// Before Wagtail's own keys.
window.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  if (event.key === "Escape" && typing && page.contains(typing)) {
    typing.blur();
    return;
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && typing?.form && page.contains(typing)) {
    event.preventDefault();
    typing.form.querySelector("button[type=submit]").click();
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !keysOn.checked) return;
  if (document.querySelector("[role=dialog][aria-modal=true]:not([aria-hidden=true])")) return;
  const step = event.key && steps.get(event.key);
  if (!step) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  open(step);
}, { capture: true });

keysOn.checked = remembered("case-keys") !== "off";
keysOn.addEventListener("change", () => remembered("case-keys", keysOn.checked ? "on" : "off"));

const templates = page.querySelector("[data-templates]");
if (templates) {
  templates.hidden = false;
  const answer = page.querySelector("[data-answer]");
  templates.querySelector("select").addEventListener("change", (event) => {
    const text = event.target.value;
    if (!text) return;
    answer.setRangeText(text, answer.selectionStart, answer.selectionEnd, "end");
    answer.dispatchEvent(new Event("input", { bubbles: true }));
    answer.focus();
    event.target.value = "";
  });
}

// A double click sends a form once.
page.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of page.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

const similar = page.querySelector("[data-similar]");
fetch(similar.dataset.similar)
  .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer)))
  .then((text) => { similar.innerHTML = text; })
  .catch(() => {});

page.querySelector("[data-step] .w-field--error, [data-step] .help-critical")?.closest("details").scrollIntoView({ block: "start" });
