// Registering by keyboard: earlier cases appear while typing, Ctrl+Enter registers.
const form = document.querySelector("[data-register]");
const shown = form.querySelector("[data-similar-typing]");
const text = form.querySelector("[data-compare]");
const PAUSE_MILLISECONDS = 400;
let timer;
let asked = "";

async function compare() {
  const words = text.value.trim();
  if (words === asked) return;
  asked = words;
  const data = new FormData();
  data.set("text", words);
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(shown.dataset.similarTyping, { method: "POST", body: data });
  if (answer.ok && asked === words) shown.innerHTML = await answer.text();
}

if (shown) {
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => compare().catch(() => {}), PAUSE_MILLISECONDS);
  });
}

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.querySelector("[data-submit]").click();
});
form.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => delete form.dataset.sent);

const wrong = form.querySelector("[aria-invalid=true], .w-field--error input, .w-field--error textarea");
(wrong ?? text).focus();
