// Follows an import under way, and loads the page again when it has ended.

const PAUSE_MILLISECONDS = 1000;

async function follow(section) {
  const bar = section.querySelector("[data-percent]");
  const step = section.querySelector("[data-step]");
  section.querySelector("[data-fallback]").hidden = true;
  for (;;) {
    await new Promise((resume) => setTimeout(resume, PAUSE_MILLISECONDS));
    let progress;
    try {
      const answer = await fetch(section.dataset.importProgress, { headers: { Accept: "application/json" } });
      progress = await answer.json();
    } catch {
      continue; // the server is busy or restarting; ask again
    }
    if (progress.done) {
      window.location.reload();
      return;
    }
    bar.value = progress.percent;
    if (step.textContent !== progress.step) step.textContent = progress.step;
  }
}

for (const section of document.querySelectorAll("[data-import-progress]")) follow(section);
