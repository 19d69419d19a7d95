"""Rules that hold this year's money and headcount, and last year's promises, against last year's package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from jiheng.audit._amounts import equal_slack, plain
from jiheng.audit._dossier import Dossier, Hit, Params, evidence
from jiheng.audit._passages import excerpt
from jiheng.audit._types import Elsewhere, Evidence
from jiheng.audit._years import base_pair, elsewhere, fiscal_year, form_pairs, form_words
from jiheng.audit.functions._readings import listed
from jiheng.reports import SelfEvaluation
from jiheng.values import Figure, Printed, collapse

_SENTENCE = re.compile(r"[^。；;！!\n]+")
_WORD = re.compile(r"[\u4e00-\u9fff]+")
_RUN = 3


def previous_actual_differs(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """Last year's final accounts as this year's base data give them, and as last year's gave them."""
    pair, earlier = base_pair(dossier), dossier.previous
    years = fiscal_year(dossier.package), fiscal_year(earlier.package) if earlier else None
    if pair is None or earlier is None or None in years or years[0] != (years[1] or 0) + 1:
        return
    for now, before in pair.lines:
        printed, filed = now.previous_actual, before.actual
        if printed.value is None or filed.value is None:
            continue
        if abs(printed.value - filed.value) > equal_slack(printed.value, filed.value):
            words = {
                "label": collapse(now.label.text),
                "printed": printed.text,
                "filed": filed.text,
                "difference": plain(abs(printed.value - filed.value)),
            }
            places = evidence(pair.now[0], printed, now.label)
            yield Hit(words, places, elsewhere(earlier.package, pair.before[0], filed))


def amount_jumps(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """Main lines of the base data, headcounts and budgets that moved far in one year."""
    if dossier.previous is None:
        return
    said: list[str] = []
    places: list[Evidence] = []
    others: list[Elsewhere] = []
    for form, earlier_form, name, now, before in _amounts(dossier):
        ratio = params.number("headcount") if now.unit == "人" else params.number("ratio")
        least = Decimal(0) if now.unit == "人" else params.number("least")
        if _moved(now, before, ratio, least):
            said.append(f"{name}：上年{before.text}，本年{now.text}")
            places += evidence(form, now)
            others += elsewhere(dossier.previous.package, earlier_form, before)
    if said:
        words = {"count": str(len(said)), "names": listed(said)}
        yield Hit(words, tuple(places), tuple(others))


def _moved(now: Figure, before: Figure, ratio: Decimal, least: Decimal) -> bool:
    one, other = now.value, before.value
    if one is None or other is None or min(one, other) <= 0 or abs(one - other) < least:
        return False
    return max(one, other) >= ratio * min(one, other)


def _amounts(dossier: Dossier) -> Iterator[tuple[int, int, str, Figure, Figure]]:
    """Yield the figures to compare, each with both forms and its name."""
    pair = base_pair(dossier)
    if pair is not None:
        (now, base), (before, earlier) = pair.now, pair.before
        yield now, before, "编制数", base.staff.authorized_headcount, earlier.staff.authorized_headcount
        yield now, before, "实际在职人数", base.staff.serving_staff, earlier.staff.serving_staff
        for line, old in pair.lines:
            if line.term or line.level == 1:
                yield now, before, f"{collapse(line.label.text)}决算数", line.actual, old.actual
    for forms in form_pairs(dossier):
        total, old_total = forms.now.form.fund("total"), forms.before.form.fund("total")
        if total is not None and old_total is not None:
            name = f"{form_words(dossier.package, forms.now.index)}全年预算数"
            yield forms.now.index, forms.before.index, name, total.final_budget, old_total.final_budget


def promise_not_followed(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """What last year's report said it would do, of which this year's says nothing."""
    if dossier.previous is None:
        return
    signs, generic = params.words("signs"), re.compile("|".join(map(re.escape, params.words("generic"))))
    share, fewest = params.number("share"), int(params.number("fewest"))
    for pair in form_pairs(dossier):
        said = _runs("".join(_all_texts(pair.now.form)), generic)
        open_promises = []
        for cell, sentence in _promises(pair.before.form, signs):
            own = _runs(sentence, generic)
            if len(own) >= fewest and len(own & said) < share * len(own):
                open_promises.append((cell, sentence))
        if open_promises:
            package = dossier.previous.package
            others = [p for cell, _ in open_promises for p in elsewhere(package, pair.before.index, cell)]
            title = pair.now.form.name if pair.now.form.name.at else pair.now.form.title
            words = {
                "form": form_words(dossier.package, pair.now.index),
                "count": str(len(open_promises)),
                "names": listed([excerpt(sentence) for _, sentence in open_promises]),
            }
            yield Hit(words, evidence(pair.now.index, title), tuple(dict.fromkeys(others)))


def _promises(form: SelfEvaluation, signs: tuple[str, ...]) -> Iterator[tuple[Printed, str]]:
    """Yield the sentences that promise something: all under such a heading, else those with its words."""
    for section in form.narrative:
        promised = any(sign in section.heading.text for sign in signs)
        for paragraph in section.paragraphs:
            for sentence in _SENTENCE.findall(paragraph.text):
                if promised or any(sign in sentence for sign in signs):
                    yield paragraph, sentence
    for row in form.indicators:
        for sentence in _SENTENCE.findall(row.deviation_reason.text):
            if any(sign in sentence for sign in signs):
                yield row.deviation_reason, sentence


def _all_texts(form: SelfEvaluation) -> Iterator[str]:
    yield from (section.text for section in form.narrative)
    for objective in form.objectives:
        yield from (objective.expected.text, objective.achieved.text)
    for row in form.indicators:
        yield from (row.name.text, row.achieved.text, row.deviation_reason.text)


def _runs(text: str, generic: re.Pattern[str]) -> set[str]:
    """Return the runs of three characters of a text, words that every promise uses left out."""
    words = _WORD.findall(generic.sub("，", "".join(text.split())))
    return {word[i : i + _RUN] for word in words for i in range(len(word) - _RUN + 1)}
