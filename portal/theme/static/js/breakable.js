// Soft hyphens inside long compounds, because few browsers hyphenate Swedish. The words are those of `breakable` in portal/rendering.py.
const PART = /([\p{L}\d]{5})(?=förvaltning|nämnd|verksamhet|avdelning|kontor|enhet|boende|bibliotek|skola|service|redogörelse)/gu;

export const breakable = (name) => name.replace(/[\p{L}\d]{16,}/gu, (word) => word.replace(PART, "$1\u00ad"));
