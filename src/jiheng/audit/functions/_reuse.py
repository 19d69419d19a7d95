"""Rules on text and targets that were taken over: from another project of the package, or from last year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from jiheng.audit._amounts import PERCENT
from jiheng.audit._dossier import Dossier, Hit, Params, Row, evidence
from jiheng.audit._passages import Likeness, alike, excerpt, passages, unchanged
from jiheng.audit._types import Elsewhere
from jiheng.audit._years import elsewhere, form_pairs, form_words
from jiheng.audit.functions._readings import listed
from jiheng.reports import FormKind
from jiheng.values import Measured, NumericTarget, squeeze

FIGURES = re.compile(r"(?:20\d\d年|第\d+|\d+月|\d+日)|(\d+(?:\.\d+)?)")
_FIXED = frozenset({(Decimal(100), PERCENT), (Decimal(0), PERCENT), (Decimal(0), "")})


def text_of_other_project(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """Paragraphs of one project that are mostly those of another; one finding per pair of projects."""
    package = dossier.package
    projects = {index for index, _ in package.evaluations(FormKind.PROJECT)}
    found = [passage for passage in passages(package) if passage.form in projects]
    pairs = alike(found, float(params.number("share")))
    pairs.sort(key=_forms)
    for (one, other), same in groupby(pairs, key=_forms):
        likenesses = list(same)
        places = [
            place
            for likeness in likenesses
            for passage in (likeness.first, likeness.second)
            for place in evidence(passage.form, passage.cell)
        ]
        words = {"one": form_words(package, one), "other": form_words(package, other)}
        yield Hit(words | _said(likenesses), tuple(dict.fromkeys(places)))


def _forms(likeness: Likeness) -> tuple[int, int]:
    return likeness.first.form, likeness.second.form


def _said(likenesses: list[Likeness]) -> dict[str, str]:
    closest = max(likenesses, key=lambda likeness: likeness.share)
    return {
        "count": str(len(likenesses)),
        "share": f"{int(closest.share * 100)}%",
        "text": excerpt(closest.first.cell.text),
        "same": excerpt(closest.second.cell.text),
    }


def text_of_last_year(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """Paragraphs that say what last year's said, figures put aside."""
    yield from _kept_texts(dossier, params, word_for_word=False)


def figures_of_last_year(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """Paragraphs that give results in the very words and figures of last year's."""
    yield from _kept_texts(dossier, params, word_for_word=True)


def _kept_texts(dossier: Dossier, params: Params, *, word_for_word: bool) -> Iterator[Hit]:
    if dossier.previous is None:
        return
    before, now = passages(dossier.previous.package), passages(dossier.package)
    fewest = int(params.number("figures"))
    for pair in form_pairs(dossier):
        own = [passage for passage in now if passage.form == pair.now.index]
        earlier = [passage for passage in before if passage.form == pair.before.index]
        kept = [
            likeness
            for likeness in unchanged(own, earlier, float(params.number("share")))
            if _is_kept_with_figures(likeness, fewest) is word_for_word
        ]
        if kept:
            places = [place for one in kept for place in evidence(pair.now.index, one.first.cell)]
            others: list[Elsewhere] = []
            for likeness in kept:
                others += elsewhere(dossier.previous.package, pair.before.index, likeness.second.cell)
            words = {"form": form_words(dossier.package, pair.now.index)}
            yield Hit(words | _said(kept), tuple(places), tuple(dict.fromkeys(others)))


def _is_kept_with_figures(likeness: Likeness, fewest: int) -> bool:
    text = squeeze(likeness.first.cell.text)
    return text == squeeze(likeness.second.cell.text) and results_in(text) >= fewest


def results_in(text: str) -> int:
    """Return how many figures a text gives, years and numbering put aside."""
    return len([number for number in FIGURES.findall(text) if number])


def targets_of_last_year(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """A form whose numeric targets are all last year's."""
    fewest = int(params.number("fewest"))
    for pair in form_pairs(dossier):
        rows = [(now, before) for now, before in pair.rows if _has_own_target(now)]
        if len(rows) >= fewest and all(_target(now) == _target(before) for now, before in rows):
            yield _rows_hit(dossier, rows, "target")


def _has_own_target(row: Row) -> bool:
    """Whether a target is a number that a year chooses: 100 % and 0 are set once and for all."""
    reading = row.indicator.target.reading
    return isinstance(reading, NumericTarget) and (reading.number, reading.unit) not in _FIXED


def _target(row: Row) -> str:
    return squeeze(row.indicator.target.text)


def achieved_of_last_year(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """A form whose achieved values are, to the digit, mostly last year's."""
    fewest, share = int(params.number("fewest")), params.number("share")
    for pair in form_pairs(dossier):
        rows = [(now, before) for now, before in pair.rows if _has_own_result(now)]
        same = [(now, before) for now, before in rows if _achieved(now) == _achieved(before)]
        if len(same) >= fewest and len(same) >= share * len(rows):
            yield _rows_hit(dossier, same, "achieved")


def _has_own_result(row: Row) -> bool:
    """Whether an achieved value is a number that would hardly come twice by itself.

    A value that only meets its target exactly (4 meeting rooms of 4) may well do so every year.
    """
    achieved, target = row.indicator.achieved.reading, row.indicator.target.reading
    if not isinstance(achieved, Measured) or achieved.bound is not None:
        return False
    if isinstance(target, NumericTarget) and target.number == achieved.number:
        return False
    return (achieved.number, achieved.unit) not in _FIXED


def _achieved(row: Row) -> str:
    return squeeze(row.indicator.achieved.text)


def _rows_hit(dossier: Dossier, rows: list[tuple[Row, Row]], field: str) -> Hit:
    form = rows[0][0].form
    earlier = dossier.previous.package if dossier.previous else dossier.package
    places = [place for now, _ in rows for place in evidence(form, getattr(now.indicator, field))]
    others: list[Elsewhere] = []
    for _, before in rows:
        others += elsewhere(earlier, before.form, getattr(before.indicator, field))
    said = [f"{now.indicator.name.text}：{getattr(now.indicator, field).text}" for now, _ in rows]
    words = {"form": form_words(dossier.package, form), "count": str(len(rows)), "names": listed(said)}
    return Hit(words, tuple(places), tuple(others))
