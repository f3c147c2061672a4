// Units, subjects, kinds and years have pages in English beside the Swedish ones. The names are those of `FAMILIES` in portal/editions.py.
const NAMES = { forvaltning: "units", amne: "subjects", typ: "kinds", arkiv: "archive" };

// Where a reader of this page is led for a page of the site's own.
export const here = (path) => {
  if (document.documentElement.lang !== "en") return path;
  return path.replace(/^\/(forvaltning|amne|typ|arkiv)\//, (_path, family) => `/en/${NAMES[family]}/`);
};
