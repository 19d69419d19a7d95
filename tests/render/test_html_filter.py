"""What the page offers for filtering, and what a reviewer's marks are kept under."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import lxml.html

from jiheng.render import render_html
from jiheng.render._html_filter import FAMILY_WORDS
from jiheng.render._html_index import build_index, package_digest
from tests.render._sample import sample


def test_every_family_of_rules_has_a_word() -> None:
    assert {code.partition("-")[0] for code in _codes()} <= set(FAMILY_WORDS)


def _codes() -> list[str]:
    folder = files("jiheng.audit") / "rules"
    return [found.name.removesuffix(".yaml") for found in folder.iterdir() if found.name.endswith(".yaml")]


def test_marks_are_kept_by_rule_and_cells_not_by_number_or_wording() -> None:
    audit = sample()
    keys = {n.key: n.finding for n in build_index(audit).findings}
    assert len(keys) == 22
    reworded = tuple(replace(f, message="改写", title="改写") for f in reversed(audit.findings[1:]))
    assert {n.key for n in build_index(replace(audit, findings=reworded)).findings} < set(keys)
    twice = build_index(replace(audit, findings=(audit.findings[0], audit.findings[0])))
    first, second = (n.key for n in twice.findings)
    assert second == f"{first}-2"


def test_a_package_is_told_by_its_files_in_any_order() -> None:
    package = sample().package
    (document,) = package.documents
    other = replace(document, sha256="00" * 32)
    assert package_digest(replace(package, documents=(document, other))) == package_digest(
        replace(package, documents=(other, document))
    )
    assert package_digest(replace(package, documents=(other,))) != package_digest(package)


def test_rules_are_offered_by_family() -> None:
    tree: lxml.html.HtmlElement = lxml.html.document_fromstring(render_html(sample()))
    groups = tree.xpath("//select[@name='rule']/optgroup")
    assert [group.get("label") for group in groups] == ["BUD", "PKG", "评分 SCO", "TGT", "TIE"]
    values = [option.get("value") for group in groups for option in group]
    used = {finding.rule for finding in sample().findings}
    assert set(values) == used | {rule.partition("-")[0] for rule in used}
