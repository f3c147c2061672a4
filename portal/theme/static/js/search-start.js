// Starts the search page, and says so when one of its scripts could not be fetched: a page that does nothing tells nobody why.

import("./search-page.js").catch((error) => {
  const root = document.querySelector("[data-search]");
  root.hidden = false;
  document.querySelector("[data-starts]").hidden = false;
  root.querySelector("[data-result-count]").textContent = root.dataset.textFailed;
  throw error;
});
