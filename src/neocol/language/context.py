"""How a thing is said: present, absent, of the family, past or uncertain; now or not; how it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from neocol.language.clauses import Clause, Line, Span
from neocol.language.cues import Cues, qualifier_vocabulary, vocabulary
from neocol.language.normalise import bare
from neocol.language.phrases import Found
from neocol.record.words import Assertion

_TOO: Final = frozenset({"too", "also", "told", "says", "said", "thinks", "noticed", "tambien"})
_FOR: Final = frozenset({"for", "in", "durante", "desde"})
_HOW_LONG: Final = frozenset(
    {"few", "couple", "several", "day", "days", "week", "weeks", "month", "months", "year", "years"}
)
"""What follows *the past* when it reaches to today."""
_ASIDE_WORDS: Final = 4
"""A clause up to this long may name whose it is (*keloids, mother and sister*)."""


class Reading:
    """A line with its mentions, read once; asked about each mention.

    Parameters
    ----------
    words : sequence of str
        The line, as :func:`neocol.language.normalise.tokens` gives it.
    hits : sequence of (int, int)
        Where the mentions stand.

    Limits
    ------
    Works clause by clause. A *no* that stands in another sentence, or before a comma without a
    list behind it, is not heard: the mention then counts as present, which is the careful side.
    """

    def __init__(self, words: Sequence[str], hits: Sequence[Span]) -> None:
        self.words = tuple(bare(word) for word in words)
        self.hits = tuple(hits)
        self.line = Line.of(self.words)
        self.cues = Cues.of(self.words).outside(self.hits)
        self._every_cue = Cues.of(self.words)
        self._attached = self.line.attached(self.hits)

    def clauses(self, hit: Span) -> tuple[Clause, ...]:
        """Return the clause of a mention, and those without a mention that speak of it."""
        return self._attached.get(self.line.at(hit[0]), self.line.clauses)

    def text(self, hit: Span) -> str:
        """Return the words that speak of a mention, clause by clause.

        What stands in brackets is told with the clause before them (*BCC off 2 years ago (Mohs)*).
        """
        number = self.line.at(hit[0])
        spoken = self.clauses(hit)
        if number > 0 and self.line.clauses[number].before == "(":
            spoken = (*spoken, self.line.clauses[number - 1])
        return " , ".join(self.line.text(clause) for clause in spoken)

    def assertion(self, hit: Span, *, taken: bool = False) -> Assertion:
        """Return how a mention is asserted.

        ``taken`` says that it is a medicine: what is healed is then what it was taken for.
        """
        if not self.line.clauses:
            return "present"
        if self._of_the_family(hit):
            return "family"
        if self._absent(hit):
            return "past" if self._was_there_before(hit) else "absent"
        if self._uncertain(hit):
            return "uncertain"
        return "past" if self._past(hit, taken) else "present"

    def is_now(self, hit: Span) -> bool:
        """Tell whether the words say that the thing is there today."""
        spans = [clause.span for clause in self.clauses(hit)]
        here = self.cues.say("now", spans) or self._every_cue.say("now", [hit])
        return here and not self.cues.say("longstanding", spans)

    def is_longstanding(self, hit: Span) -> bool:
        """Tell whether the words say that it comes and goes, or has been there for long."""
        return self.cues.say("longstanding", [clause.span for clause in self.clauses(hit)])

    def qualifiers(self, hit: Span) -> tuple[str, ...]:
        """Return how the thing is: active, controlled, topical and so on."""
        found: dict[str, None] = {}
        for clause in self.clauses(hit):
            for cue in qualifier_vocabulary().find(self.words[clause.start : clause.end]):
                own = clause.start + cue.start < hit[1] and hit[0] < clause.start + cue.end
                meanings = set(cue.meanings) - {"healed"} if own else cue.meanings
                found |= dict.fromkeys(meanings)  # "9 weeks gone" is not over
        held = (*found, "recurrent") if self.is_longstanding(hit) else tuple(found)
        if "uncontrolled" in held:
            held = tuple(name for name in held if name != "controlled")
        return held

    def tolerated(self, hit: Span) -> bool:
        """Tell whether the words before a mention say that it is borne (*fine with latex*)."""
        before = self.words[self._own(hit).start : hit[0]]
        denials = vocabulary("says_no", "not_no")
        return any(
            not denials.find(before[: cue.start]) for cue in vocabulary("tolerates").find(before)
        )

    def begins_with_no(self, clause: Span) -> bool:
        """Tell whether words without a mention only say no to something (*no active spots*)."""
        if not self.line.clauses:
            return False
        denials = (
            *self.cues.within("says_no", [clause]),
            *self.cues.within("says_no_to_all", [clause]),
        )
        own = self._own(clause)
        return any(cue.start == clause[0] for cue in denials) or self._denied_before(clause, own)

    # ------------------------------------------------------------ parts of the assertion

    def _own(self, hit: Span) -> Clause:
        return self.line.clauses[self.line.at(hit[0])]

    def _of_the_family(self, hit: Span) -> bool:
        own = self._own(hit)
        for clause in (own, *self._headers(own), *self._asides(hit)):
            if self.cues.say("family", [clause.span]):
                return not self.cues.say("mine_too", [clause.span])
        return False

    def _headers(self, own: Clause) -> list[Clause]:
        """Return the clauses that end in a colon before a mention (*FH: keloid, melanoma*)."""
        mentioned = {self.line.at(start) for start, _ in self.hits}
        return [
            clause
            for number, clause in enumerate(self.line.clauses)
            if clause.after == ":"
            and clause.sentence == own.sentence
            and clause.end <= own.start
            and number not in mentioned
        ]

    def _asides(self, hit: Span) -> list[Clause]:
        """Return short clauses behind a mention that may say whose it is (*keloids (mother)*)."""
        own = self._own(hit)
        return [
            clause
            for clause in self.clauses(hit)
            if clause.start >= own.end
            and clause.sentence == own.sentence
            and clause.end - clause.start <= _ASIDE_WORDS
            and not _TOO & set(self.words[clause.start : clause.end])
        ]

    def _absent(self, hit: Span) -> bool:
        own = self._own(hit)
        if self._answered_no(hit) or self._never_begun(hit) or self._only_works_with(hit):
            return True
        header = [c for c in self._headers(own) if self.cues.say("says_no_to_all", [c.span])]
        if header:
            return True
        return self._denied_before(hit, own)

    def _never_begun(self, hit: Span) -> bool:
        spans = [clause.span for clause in self.clauses(hit)]
        return self.cues.say("never_began", spans)

    def _only_works_with(self, hit: Span) -> bool:
        """Tell *a chemotherapy nurse* from a person on chemotherapy."""
        following = self.words[hit[1] : self._own(hit).end]
        return vocabulary("works_with").is_phrase(following[:1])

    def _denied_before(self, hit: Span, own: Clause) -> bool:
        first = min(clause.start for clause in self.line.clauses if clause.sentence == own.sentence)
        for group in ("says_no_to_all", "says_no"):
            for cue in self.cues.within(group, [(first, hit[0])]):
                if self.cues.say("ends_no", [(cue.end, hit[0])]) or self._broken(cue.end, hit[0]):
                    continue
                same = own.start <= cue.start
                if same or group == "says_no_to_all":
                    return True
                if self.line.joins_a_list(cue.end, self.hits):
                    return True
        return False

    def _broken(self, start: int, end: int) -> bool:
        """Tell whether a clause begins between two places without a mark (*but*, *now on*)."""
        return any(
            clause.before == "" and start <= clause.start <= end and clause.start > 0
            for clause in self.line.clauses
        )

    def _answered_no(self, hit: Span) -> bool:
        """Hear the *no* behind a thing: ``keloids: none``, ``cold sores? never``, ``eczema no``."""
        own = self._own(hit)
        behind = [clause for clause in self.clauses(hit) if clause.start >= own.end]
        if any(_is_no(self.words[c.start : c.end]) for c in behind if c.after != ":"):
            return True
        if _is_no(self.words[hit[1] : own.end]):
            return True
        number = self.line.at(hit[0])
        if any(
            self.line.at(start) == number and start > hit[0] for start, _ in self.hits
        ):  # only what stands right before the answer, or in a list before a colon
            return own.after == ":" and self._next_is_no(number)
        if self._next_is_no(number):
            return True
        return self._list_answered(number)

    def _next_is_no(self, number: int) -> bool:
        if number + 1 >= len(self.line.clauses):
            return False
        following = self.line.clauses[number + 1]
        return _is_no(self.words[following.start : following.end])

    def _list_answered(self, number: int) -> bool:
        """Hear one *none* behind a colon for the whole list before it."""
        mentioned = {self.line.at(start) for start, _ in self.hits}
        for later in range(number, len(self.line.clauses)):
            clause = self.line.clauses[later]
            if later not in mentioned or clause.after in {"", ".", ";", "\n"}:
                return False
            if clause.after == ":":
                return self._next_is_no(later)
        return False

    def _was_there_before(self, hit: Span) -> bool:
        """Hear *no cold sores for five years*: it was there, and is not now."""
        own = self._own(hit)
        counted = any(
            self.words[i] in _FOR and i + 1 < own.end and self.words[i + 1][0].isdigit()
            for i in range(hit[1], own.end)
        )
        return counted or self.cues.say("elapsed", [(hit[1], own.end)])

    def _uncertain(self, hit: Span) -> bool:
        own = self._own(hit)
        asked = own.before == "?" and own.start == hit[0]
        asked |= own.after == "?" and own.end == hit[1]
        return asked or self.cues.say("uncertain", [(own.start, hit[0]), (hit[1], own.end)])

    def _past(self, hit: Span, taken: bool) -> bool:
        own = self._own(hit)
        follows = self.cues.within("after", [(own.start, hit[0])])
        if any(cue.end == hit[0] for cue in follows):
            return True
        spans = [clause.span for clause in self.clauses(hit)]
        over = [
            cue
            for cue in self._every_cue.within("past", spans)
            if cue.end <= hit[0] or hit[1] <= cue.start
            if not (taken and self._says_healed(cue))
        ]
        if not any(self._is_over(cue) for cue in over):
            return False
        return not self.cues.say("now", spans) and not self.cues.say("still_has", spans)

    def _says_healed(self, cue: Found[str]) -> bool:
        return vocabulary("qualifier.healed").is_phrase(self.words[cue.start : cue.end])

    def _is_over(self, cue: Found[str]) -> bool:
        """Tell whether a word of the past says so: neither *not healed* nor *the past 3 months*."""
        before, behind = self.words[cue.start - 1 : cue.start], self.words[cue.end : cue.end + 1]
        counts = self.words[cue.end - 1] == "past" and any(
            word[0].isdigit() or word in _HOW_LONG for word in behind
        )
        return before != ("not",) and not counts


def _is_no(words: Sequence[str]) -> bool:
    return vocabulary("answers_no").is_phrase(words)
