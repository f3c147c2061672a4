"""Words that look like a name and are none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cms.privacy.findings import Confidence
from cms.privacy.lexicon_files import words
from cms.privacy.name_knowledge import famous_names
from cms.privacy.name_patterns import ANYBODY, ORGANISATION, PERFORMS, REGNAL, SOMEBODYS
from cms.privacy.name_surroundings import Surroundings
from cms.privacy.reasons import Reason


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of words that may be one person's name: indexes of its words, its span, and what is known of it."""

    first: int
    last: int
    start: int
    end: int
    confidence: Confidence
    reason: Reason


class Refusals(Surroundings):
    """What says that a run of words is a place, a company, a storm, a law, or somebody whom everybody knows."""

    def is_refused(self, index: int, last: int) -> bool:
        """True where the words before or after say that this is a place, a company, a storm or a law."""
        before = self._previous(index)
        previous = self.text.plain[max(0, self.words[index].start - 5) : self.words[index].start].lower()
        if ANYBODY.search(self.text.before(self.words[index].start, 40)):
            return True
        if last > index and PERFORMS.search(self.text.before(self.words[index].start, 30)):
            return True
        if (
            before is not None
            and before.lower in words("name_blockers")
            and "," not in self.text.plain[before.end : self.words[index].start]
        ):
            return True
        if previous.endswith(("s:t ", "s:ta ", "m/s ", "kv. ", "brf ", "kv ")):
            return True
        for position in range(index, last):
            if (
                self.words[position + 1].lower in words("name_followers")
                and position + 1 < len(self.words)
                and self._first_strength(self.words[position + 1]) < 2
                and self.words[position + 1].lower not in words("last_names")
            ):
                return True
        if last + 1 < len(self.words) and self.text.plain[self.words[last].end : self.words[last + 1].start] in (
            " ",
            "-",
            " & ",
            "-/",
        ):
            following = self.words[last + 1]
            if following.lower in words("name_followers"):
                genitive_school = (
                    self._ends_in_genitive(self.words[last])
                    and following.lower in SOMEBODYS
                    and not following.is_capital
                )
                return not genitive_school
            if (
                following.is_capital
                and ORGANISATION.fullmatch(following.lower)
                and last == index
                and not self._ends_in_genitive(self.words[last])
            ):
                return True
        if last > index and len(self.words[last].text) > 1 and REGNAL.fullmatch(self.words[last].text):
            return True  # a king or queen
        after = self.text.plain[self.words[last].end : self.words[last].end + 4]
        return after.startswith((" AB", " HB", " KB")) or (re.match(r"-[a-zåäö]", after) is not None)

    def _is_famous(self, index: int, last: int) -> bool:
        names = famous_names().get(self.words[index].lower, ())
        if not names and last == index:
            names = famous_names().get(self.words[index].lower.removesuffix("s"), ())
        written = " ".join(word.lower for word in self.words[index : last + 1])
        return any(
            written in (name, name + "s") or (last - index >= 1 and written.startswith(name + " ")) for name in names
        )

    def _candidate(self, index: int, last: int, confidence: Confidence, reason: Reason) -> Candidate:
        return Candidate(index, last, self.words[index].start, self._end(last), confidence, reason)

    def _end(self, last: int) -> int:
        """End of the name; the full stop of a closing initial belongs to it ("Anna S.")."""
        word = self.words[last]
        return word.end
