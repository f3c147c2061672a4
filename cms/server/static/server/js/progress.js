// Follows work under way in the background, and loads the page again when it has ended.
// The section names the address that tells how far it has come: {done, percent, step}.

const PAUSE_MILLISECONDS = 1000;

async function follow(section) {
  const bar = section.querySelector("[data-percent]");
  const step = section.querySelector("[data-step]");
  section.querySelector("[data-fallback]").hidden = true;
  for (;;) {
    await new Promise((resume) => setTimeout(resume, PAUSE_MILLISECONDS));
    let progress;
    try {
      const answer = await fetch(section.dataset.progress, { headers: { Accept: "application/json" } });
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

for (const section of document.querySelectorAll("[data-progress]")) follow(section);
