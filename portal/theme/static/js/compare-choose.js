// Keeps the choice of places between two and six, and shows again what the address names.
const form = document.querySelector("[data-compare-form]");
const status = form.querySelector("[data-compare-status]");
const boxes = [...form.elements.plats];
const asked = new URLSearchParams(location.search).getAll("plats");

boxes.forEach((box) => { box.checked = asked.includes(box.value); });
form.addEventListener("submit", (event) => {
  const count = boxes.filter((box) => box.checked).length;
  if (count >= 2 && count <= 6) return;
  event.preventDefault();
  status.textContent = count < 2 ? form.dataset.few : form.dataset.many;
});
