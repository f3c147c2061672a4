// Makes the columns of tables sortable: a button in each heading, aria-sort, and a third press gives the order of the organisation back.
const ORDERS = ["ascending", "descending", "none"];

function value(row, column) {
  const cell = row.cells[column];
  if (cell.dataset.value === undefined) return cell.textContent.trim();
  return cell.dataset.value === "" ? null : Number(cell.dataset.value);
}

function compared(one, other) {
  if (typeof one === "string") return one.localeCompare(other, "sv");
  return one - other;
}

export function makeSortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  const original = [...body.rows];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const order = ORDERS[(ORDERS.indexOf(head.getAttribute("aria-sort") || "none") + 1) % ORDERS.length];
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      if (order !== "none") head.setAttribute("aria-sort", order);
      const sign = order === "descending" ? -1 : 1;
      const rows = order === "none" ? original : [...original].sort((a, b) => {
        const [one, other] = [value(a, column), value(b, column)];
        // What has no figure stands last, whichever way.
        if (one === null || other === null) return (one === null) - (other === null);
        return sign * compared(one, other);
      });
      body.append(...rows);
    });
  });
}

document.querySelectorAll("table[data-sortable]").forEach(makeSortable);
