"""Phrase cards: which achieved words reach which target, as data.

A card names one of a closed set of relations; the relation looks at the words and names an outcome, and the
card says which band that outcome earns and why. Where no card speaks, nothing is judged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from jiheng.cards import Card, Citation, read_citations, read_folder
from jiheng.scoring import _relations as relations
from jiheng.scoring._words import Words, take_apart
from jiheng.standards import Bands
from jiheng.values import DeadlineTarget, Measured, NumericTarget, QualitativeTarget, Target, TrendTarget


class Verdict(Enum):
    """The band an outcome earns, as an interval of the weight."""

    MET = "met"
    MET_OR_PARTLY = "met_or_partly"
    PARTLY = "partly"
    BELOW = "below"
    """Not met, by how much is open: the second and third band."""
    NOT_MET = "not_met"
    UNPROVEN = "unproven"
    """Nothing shows how far it was met: the whole weight is open."""

    def shares(self, bands: Bands) -> tuple[Decimal, Decimal]:
        """Return the lowest and highest share of the weight."""
        none, whole = Decimal(0), Decimal(1)
        return {
            Verdict.MET: (bands.met_from, whole),
            Verdict.MET_OR_PARTLY: (bands.partly_from, whole),
            Verdict.PARTLY: (bands.partly_from, bands.met_from),
            Verdict.BELOW: (none, bands.met_from),
            Verdict.NOT_MET: (none, bands.partly_from),
            Verdict.UNPROVEN: (none, whole),
        }[self]

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where that stays open."""
        if self in {Verdict.MET_OR_PARTLY, Verdict.UNPROVEN}:
            return None
        return self is Verdict.MET


class Relation(Enum):
    """The closed set of ways to compare words."""

    SAME_TEXT = "same_text"
    SAYS_NOT_DONE = "says_not_done"
    YES_NO = "yes_no"
    TIMELY = "timely"
    DEGREE = "degree"
    LADDER = "ladder"
    TREND = "trend"
    AS_NUMBER = "as_number"
    WORDS_FOR_FIGURE = "words_for_figure"


_OUTCOMES: dict[Relation, tuple[str, ...]] = {
    Relation.SAME_TEXT: ("reached",),
    Relation.SAYS_NOT_DONE: ("not_done", "partly_done"),
    Relation.YES_NO: ("reached", "weakened", "missed"),
    Relation.TIMELY: ("reached", "weakened", "missed"),
    Relation.DEGREE: ("reached", "lacking", "weakened"),
    Relation.LADDER: ("reached", "missed"),
    Relation.TREND: ("reached", "missed"),
    Relation.AS_NUMBER: ("read",),
    Relation.WORDS_FOR_FIGURE: ("read",),
}
_TARGETS: dict[Relation, tuple[type, ...]] = {
    Relation.SAME_TEXT: (QualitativeTarget,),
    Relation.SAYS_NOT_DONE: (QualitativeTarget, NumericTarget, DeadlineTarget, TrendTarget),
    Relation.YES_NO: (QualitativeTarget,),
    Relation.TIMELY: (QualitativeTarget, DeadlineTarget),
    Relation.DEGREE: (QualitativeTarget,),
    Relation.LADDER: (QualitativeTarget,),
    Relation.TREND: (TrendTarget,),
    Relation.AS_NUMBER: (),
    Relation.WORDS_FOR_FIGURE: (NumericTarget,),
}
_Compare = Callable[[relations.Vocabulary, relations.Pair], str | None]
_COMPARE: dict[Relation, _Compare] = {
    Relation.SAME_TEXT: relations.same_text,
    Relation.SAYS_NOT_DONE: relations.says_not_done,
    Relation.YES_NO: relations.yes_no,
    Relation.TIMELY: relations.timely,
    Relation.DEGREE: relations.degree,
    Relation.LADDER: relations.ladder,
    Relation.TREND: relations.trend,
    Relation.WORDS_FOR_FIGURE: relations.words_for_figure,
}


@dataclass(frozen=True, slots=True)
class PhraseCase:
    """A case of a card; ``expect`` is a verdict's value, a number, or "silent"."""

    name: str
    target: str
    achieved: str
    expect: str


@dataclass(frozen=True, slots=True)
class PhraseCard:
    """One card of ``phrases/``."""

    code: str
    title: str
    citation: tuple[Citation, ...]
    relation: Relation
    words: relations.Vocabulary
    numbers: dict[str, Decimal]
    """By unit; ``*`` for any unit. Only for AS_NUMBER."""
    outcomes: dict[str, tuple[Verdict, str]]
    cases: tuple[PhraseCase, ...]

    def judge(self, target: Target, target_words: Words, achieved: Words) -> Judgement | None:
        """Return what this card says, or None where it is silent."""
        if not isinstance(target, _TARGETS[self.relation]):
            return None
        outcome = _COMPARE[self.relation](self.words, relations.Pair(target, target_words, achieved))
        if outcome is None:
            return None
        verdict, why = self.outcomes[outcome]
        return Judgement(self.code, verdict, why)

    def number(self, target: NumericTarget, achieved: Words) -> Measured | None:
        """Return the number its phrase stands for in the target's unit, or None."""
        if self.relation is not Relation.AS_NUMBER or achieved.plain not in self.words["phrases"]:
            return None
        number = self.numbers.get(target.unit, self.numbers.get("*"))
        if number is None or target.comparator.value not in self.words["comparators"]:
            return None
        # Words that deny the work cannot reach a target of 0 by their number.
        is_denied = self.outcomes["read"][0] is not Verdict.MET and target.number <= 0
        return None if is_denied else Measured(number, target.unit)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a card says about an achieved phrase."""

    card: str
    verdict: Verdict
    why: str


def judge(target: Target, target_text: str, achieved_text: str) -> Judgement | None:
    """Return the first card's judgement of an achieved phrase, or None where no card can judge it."""
    target_words, achieved = take_apart(target_text), take_apart(achieved_text)
    return next(filter(None, (card.judge(target, target_words, achieved) for card in all_phrases())), None)


def number_for(target: NumericTarget, achieved_text: str) -> tuple[Measured, str] | None:
    """Return the number that achieved words stand for, with the reason, or None."""
    achieved = take_apart(achieved_text)
    for card in all_phrases():
        if measured := card.number(target, achieved):
            return measured, card.outcomes["read"][1]
    return None


@cache
def all_phrases() -> tuple[PhraseCard, ...]:
    """Return every phrase card in the order asked, which is that of their codes."""
    return read_phrases(files("jiheng.scoring") / "phrases")


def read_phrases(folder: Traversable) -> tuple[PhraseCard, ...]:
    """Read the phrase cards of a folder.

    Raises:
        StandardError: Naming file, line and key.
    """
    return tuple(_read(code, card) for code, card in read_folder(folder))


def _read(code: str, card: Card) -> PhraseCard:
    relation = card.choice("relation", Relation)
    read = PhraseCard(
        code,
        card.text("title"),
        read_citations(card),
        relation,
        _vocabulary(card),
        _numbers(card),
        _outcomes(card, relation),
        tuple(_case(case) for case in card.cards("cases")),
    )
    card.close()
    if not any(case.expect == "silent" for case in read.cases) or not any(
        case.expect != "silent" for case in read.cases
    ):
        raise card.error("cases", "a card needs a case that speaks and one that is silent")
    return read


def _vocabulary(card: Card) -> relations.Vocabulary:
    if "words" not in card:
        return {}
    words = card.card("words")
    return {name: words.texts(name) for name in words.keys()}  # noqa: SIM118 - a card is not a dict


def _numbers(card: Card) -> dict[str, Decimal]:
    if "numbers" not in card:
        return {}
    numbers = card.card("numbers")
    return {unit: numbers.decimal(unit) for unit in numbers.keys()}  # noqa: SIM118 - a card is not a dict


def _outcomes(card: Card, relation: Relation) -> dict[str, tuple[Verdict, str]]:
    given = card.card("outcomes")
    outcomes = {}
    for name in _OUTCOMES[relation]:
        outcome = given.card(name)
        outcomes[name] = (outcome.choice("verdict", Verdict), outcome.text("why"))
        outcome.close()
    given.close()
    return outcomes


def _case(case: Card) -> PhraseCase:
    read = PhraseCase(case.text("name"), case.text("target"), case.text("achieved"), case.text("expect"))
    case.close()
    return read
