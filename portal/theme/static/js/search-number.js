// The number of an answer, as its page and letters about it say it, finds that answer: 2026-0123. The words of the index do not know it.

const NUMBER = /^(\d{4})-(\d{1,6})$/;
const RECORDS_A_FILE = 25; // as portal/site.py has it

// What the search shows of the record with this number, or nothing.
export async function numbered(query) {
  const [, year, number] = NUMBER.exec(query) ?? [];
  if (!year) return undefined;
  const answer = await fetch(`/api/v1/records/${year}/${Math.floor(Number(number) / RECORDS_A_FILE) + 1}.json`);
  if (!answer.ok) return undefined;
  const { records } = await answer.json();
  const found = records.find(({ id }) => id === `${year}-${number.padStart(4, "0")}`);
  if (!found) return undefined;
  const { id, path, heading, published, language, question } = found;
  return { id, path, heading, published, language, text: question.join(" ") };
}
