// A click goes where the pointer was pressed only if that is still there. What would replace it waits until it is let go.

export function pressedIn(root) {
  let letGo = Promise.resolve();
  root.addEventListener("pointerdown", () => {
    letGo = new Promise((resolve) => {
      const end = () => setTimeout(resolve); // the click comes first
      for (const name of ["pointerup", "pointercancel"]) addEventListener(name, end, { once: true });
    });
  });
  return () => letGo;
}
