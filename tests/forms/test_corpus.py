"""Reworded forms of other places with their truth by hand, where they lie beside the repository.

A value is right, missing, or wrong. Wrong is never allowed; how much is missing is held to what is known.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import jiheng
from jiheng.reports import SelfEvaluation
from jiheng.values import halve
from tests.conftest import ROOT

CORPUS = ROOT.parent / "shared" / "corpus"
FUNDS = {
    "initial": "original_budget",
    "adjusted": "final_budget",
    "executed": "actual_expenditure",
    "weight": "max_score",
    "rate": "execution_rate",
    "score": "score",
}
INDICATOR = {
    "level1": "category",
    "level2": "subcategory",
    "target": "target",
    "actual": "achieved",
    "weight": "max_score",
    "score": "score",
}

MENDED = {
    ("017", "林地管护当期完成率.target"): "90%",
    ("017", "火灾受害率.target"): "0.9%",
    ("017", "有害生物成灾率.target"): "0.4%",
}
"""The truth leaves out the unit here, which has a column of its own as in the other forms."""

Compared = tuple[str, str, str]
"""What, truth, read."""


def test_corpus_is_read_without_a_wrong_value() -> None:
    if not CORPUS.is_dir():
        pytest.skip("the corpus is not beside this repository (../shared/corpus)")
    wrong, missing, right = [], [], 0
    for path in sorted((CORPUS / "truth").glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        for what, expected, read in compared(truth, CORPUS / truth["truth_for"]):
            expected = MENDED.get((path.stem, what), expected)  # noqa: PLW2901 - the truth mended
            if read == expected:
                right += 1
            elif read in {"", "<no row>"}:
                missing.append((path.stem, what, expected))
            else:
                wrong.append((path.stem, what, expected, read))
    assert wrong == []
    assert right / (right + len(missing)) > 0.85, missing


def compared(truth: dict[str, object], path: Path) -> Iterator[Compared]:
    package = jiheng.read(path)
    form = best(package.forms, str(truth["project_name"] or ""))
    if form is None:
        yield ("form", str(truth["project_name"]), "")
        return
    yield from names(truth, form)
    yield from funds(truth, form)
    rows = {plain(row.name.text): row for row in form.indicators}
    for entry in truth["indicators"]:  # type: ignore[attr-defined]
        row = rows.get(plain(entry["name"]))
        for key, field in INDICATOR.items():
            if entry[key] is not None:
                read = plain(getattr(row, field).text) if row else "<no row>"
                yield (f"{entry['name']}.{key}", plain(entry[key]), read)


def best(forms: tuple[object, ...], name: str) -> SelfEvaluation | None:
    scored = [form for form in forms if isinstance(form, SelfEvaluation)]
    named = [form for form in scored if plain(form.name.text) == plain(name)]
    return next(iter(named or scored), None)


def names(truth: dict[str, object], form: SelfEvaluation) -> Iterator[Compared]:
    own = {
        "project_name": form.name,
        "department": form.supervising_department,
        "unit": form.implementing_unit,
    }
    for key, printed in own.items():
        if truth.get(key) and form.kind.value.startswith("project"):
            yield (key, plain(str(truth[key])), plain(printed.text))
    if truth.get("total_score"):
        yield ("total_score", plain(str(truth["total_score"])), plain(form.total.score.text))


def funds(truth: dict[str, object], form: SelfEvaluation) -> Iterator[Compared]:
    block = truth["funds"]
    total = form.fund("total")
    for key, field in FUNDS.items():
        expected = block["total"].get(key)  # type: ignore[index]
        if expected is not None:
            yield (f"total.{key}", plain(expected), plain(getattr(total, field).text) if total else "")
    lines = {plain(line.label.text).removeprefix("其中").strip(":："): line for line in form.funds}
    for label, figures in block["by_source"].items():  # type: ignore[index]
        line = lines.get(plain(label))
        if figures is None:
            continue
        if isinstance(figures, str):
            yield (label, plain(figures), plain(line.amount.text) if line else "")
            continue
        for key, field in FUNDS.items():
            if figures.get(key) not in {None, "/", "—"}:
                read = plain(getattr(line, field).text) if line else ""
                yield (f"{label}.{key}", plain(figures[key]), read)


def plain(text: str) -> str:
    return halve(text).replace("(", "（").replace(")", "）").replace("指标等", "指标")
