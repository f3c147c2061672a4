// The search box of the start page: suggestions, loaded when somebody goes to the field.

const form = document.querySelector("[data-search-box]");

async function suggest() {
  const [{ Suggestions }, { bestHeadings, openSearch }] = await Promise.all([import("./search-suggest.js"), import("./search-run.js")]);
  let opened;
  const open = () => (opened ??= openSearch(form.dataset.index));
  new Suggestions(form, { open, headings: bestHeadings });
}

form?.elements.q.addEventListener("focus", () => suggest().catch(() => {}), { once: true });
if (form && document.activeElement === form.elements.q) suggest().catch(() => {});
