// Warns gently while somebody writes. The text goes to the form's own server, which looks at it and keeps nothing.
const form = document.querySelector("[data-check]");
const text = form?.querySelector("textarea");
const warning = form?.querySelector("[data-warning]");
const PAUSE_MS = 900;
const SHORTEST = 8;

if (form && text && warning) {
  const list = warning.querySelector("ul");
  let timer = 0;
  let asked = 0;
  let shown = "";

  const show = (warnings) => {
    const now = JSON.stringify(warnings);
    if (now === shown) return; // a screen reader hears only what is new
    shown = now;
    list.replaceChildren(
      ...warnings.map(({ words, what }) => {
        const item = document.createElement("li");
        const strong = document.createElement("strong");
        strong.textContent = words;
        item.append(strong, `: ${what}`);
        return item;
      }),
    );
    warning.hidden = warnings.length === 0;
  };

  const ask = async () => {
    const mine = ++asked;
    if (text.value.trim().length < SHORTEST) {
      show([]);
      return;
    }
    try {
      const answer = await fetch(form.dataset.check, {
        method: "POST",
        body: new URLSearchParams({ text: text.value }),
        credentials: "omit",
        referrerPolicy: "no-referrer",
      });
      if (answer.ok && mine === asked) show((await answer.json()).warnings);
    } catch {
      // Without an answer there is no warning; the next page has it.
    }
  };

  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  if (text.value) ask();
}
