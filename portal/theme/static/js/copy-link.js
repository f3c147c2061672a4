// Puts the address of the page on the clipboard. Where the browser has none to write to, the button stays unseen.
const button = document.querySelector("[data-copy-link]");
const status = document.querySelector("[data-copy-status]");
const address = document.querySelector("link[rel=canonical]").href;

async function copy() {
  try {
    await navigator.clipboard.writeText(address);
    status.textContent = button.dataset.done;
  } catch {
    status.textContent = `${button.dataset.failed} ${address}`;
  }
}

if (navigator.clipboard) {
  button.addEventListener("click", copy);
  button.dataset.ready = "";
}
