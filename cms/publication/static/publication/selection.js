// Where a selection stands, in characters of the text as the server counts them: every run says where it begins (data-at).

function runOf(node) {
  return (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.("[data-at]");
}

function offset(node, within, atEnd) {
  const run = runOf(node);
  if (!run) return null;
  if (run.dataset.end) return Number(atEnd ? run.dataset.end : run.dataset.at); // a marked place is taken whole
  return Number(run.dataset.at) + (node.nodeType === Node.TEXT_NODE ? within : atEnd ? run.textContent.length : 0);
}

export function selectedPlace(container) {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !container) return null;
  const range = selection.getRangeAt(0);
  const field = runOf(range.startContainer)?.closest("[data-field]");
  if (!field || !container.contains(field) || !field.contains(range.endContainer)) return null;
  const start = offset(range.startContainer, range.startOffset, false);
  const end = offset(range.endContainer, range.endOffset, true);
  if (start === null || end === null || start >= end) return null;
  return { field: field.dataset.field, start, end, words: selection.toString().trim() };
}
