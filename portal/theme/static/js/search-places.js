// Department → area → unit with counts, as one tree: below what is chosen its parts are shown, so a wide choice narrows step by step.

const byCount = (one, other) => other.count - one.count || one.name.localeCompare(other.name, "sv");

// Choices at one level: { slug, name, count, filters, isChosen, children }. `numbers` pass all filters but those of the places.
export function placesOf(rows, numbers, { forvaltning, enhet }) {
  const root = new Map();
  for (const number of numbers) {
    let level = root;
    for (const [kind, slug, name] of rows[number].places) {
      const node = level.get(slug) ?? { slug, name, count: 0, isDepartment: kind === "department", below: new Map() };
      node.count += 1;
      level.set(slug, node);
      level = node.below;
    }
  }
  const holds = (node) => node.slug === enhet || [...node.below.values()].some(holds);
  const choices = (level, department) => [...level.values()].sort(byCount).map((node) => {
    const own = node.isDepartment ? node.slug : department;
    const isChosen = node.isDepartment ? node.slug === forvaltning && !enhet : node.slug === enhet && (!forvaltning || own === forvaltning);
    const isOpen = node.isDepartment ? root.size === 1 || node.slug === forvaltning || (!forvaltning && enhet && holds(node)) : holds(node);
    const filters = node.isDepartment ? { forvaltning: node.slug, enhet: "" } : { forvaltning: own, enhet: node.slug };
    return { slug: node.slug, name: node.name, count: node.count, filters, isChosen, children: isOpen ? choices(node.below, own) : [] };
  });
  return choices(root, "");
}
