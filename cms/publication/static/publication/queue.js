// The queue: one button ticks every record without findings. Without this script each is ticked by hand.
const button = document.querySelector("[data-tick-all]");
const boxes = [...document.querySelectorAll('input[name="record"]')];
if (button && boxes.length) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const wanted = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = wanted;
  });
}
