"""Every phrase card's own cases, and that a wrong card is refused."""

from decimal import Decimal
from pathlib import Path

import pytest

from jiheng.errors import StandardError
from jiheng.scoring._phrases import (
    PhraseCard,
    PhraseCase,
    Relation,
    Verdict,
    all_phrases,
    judge,
    number_for,
    read_phrases,
)
from jiheng.scoring._units import UnitCase, all_units, read_units
from jiheng.scoring._words import read_vocabulary, take_apart
from jiheng.values import NumericTarget, read_target

CASES = [(card, case) for card in all_phrases() for case in card.cases]


@pytest.mark.parametrize(("card", "case"), CASES, ids=[f"{card.code} {case.name}" for card, case in CASES])
def test_card(card: PhraseCard, case: PhraseCase) -> None:
    target = read_target(case.target)
    if card.relation is Relation.AS_NUMBER:
        assert isinstance(target, NumericTarget)
        measured = card.number(target, take_apart(case.achieved))
        said = "silent" if measured is None else str(measured.number)
    else:
        judgement = card.judge(target, take_apart(case.target), take_apart(case.achieved))
        said = "silent" if judgement is None else judgement.verdict.value
    assert said == case.expect


@pytest.mark.parametrize("case", all_units().cases, ids=lambda case: case.name)
def test_units(case: UnitCase) -> None:
    assert all_units().convert(case.number, case.unit, case.into) == case.expect


@pytest.mark.parametrize(
    ("target", "achieved", "verdict"),
    [
        # Taken together: the first card that speaks decides, and doubt stays open.
        ("是否及时", "及时", Verdict.MET),
        ("是否提升", "明显提升", Verdict.MET),
        ("是否提升", "提升空间较大", None),
        ("提升", "提升空间较大", None),
        ("提升", "稳定性不断提升", Verdict.MET),
        ("提升", "有效提升", Verdict.MET),
        ("提升", "提升，但仍有差距", None),
        ("明显提升", "提升", Verdict.MET_OR_PARTLY),
        ("不发生安全事故", "未发生安全事故", Verdict.MET),
        ("不发生安全事故", "发生安全事故", None),
        ("发生安全事故", "未发生安全事故", None),
        ("无线电设备正常", "无线电设备正常", Verdict.MET),
        ("获评", "暂未获评", Verdict.NOT_MET),
        ("100%覆盖", "100%覆盖", Verdict.MET),
        ("", "完成", None),
        ("完成验收", "预计年底完成验收", None),
        ("完成验收", "已按计划完成验收", Verdict.MET),
        ("完成验收", "全部完成验收", Verdict.MET),
        ("零事故", "未发生事故", Verdict.MET),
        ("逐年提升", "稳步提升", Verdict.MET),
    ],
)
def test_cards_together(target: str, achieved: str, verdict: Verdict | None) -> None:
    judgement = judge(read_target(target), target, achieved)
    assert (judgement.verdict if judgement else None) == verdict


def test_words_for_a_number_say_why() -> None:
    target = read_target("≥360天")
    assert isinstance(target, NumericTarget)
    read = number_for(target, "全年")
    assert read is not None
    assert read[0].number == Decimal(365)
    assert "365" in read[1]


CARD = """\
title: 试
citation: [{source: cn-mof-2020-10}]
relation: same_text
outcomes:
  reached: {verdict: met, why: 同}
cases:
  - {name: 同, target: 好, achieved: 好, expect: met}
  - {name: 异, target: 好, achieved: 坏, expect: silent}
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ("same_text", "resembles", 3, "relation"),
        ("verdict: met", "verdict: fine", 5, "verdict"),
        ("  reached:", "  arrived:", 5, "reached"),
        ("why: 同}", "why: 同, extra: 1}", 5, "extra"),
        ("title: 试\n", "title: 试\ntitel: 试\n", 2, "titel"),
        ("citation: [{source: cn-mof-2020-10}]\n", "", 1, "citation"),
        ("cn-mof-2020-10", "cn-nowhere", 2, "source"),
        ("expect: silent", "expect: met", 6, "cases"),
    ],
)
def test_a_wrong_card_is_refused_at_its_line(tmp_path: Path, old: str, new: str, line: int, key: str) -> None:
    assert old in CARD
    (tmp_path / "PHR-900.yaml").write_text(CARD.replace(old, new), encoding="utf-8")
    with pytest.raises(StandardError) as refused:
        read_phrases(tmp_path)
    assert (refused.value.line, refused.value.key) == (line, key)
    assert refused.value.path.endswith("PHR-900.yaml")


def test_a_right_card_is_read(tmp_path: Path) -> None:
    (tmp_path / "PHR-900.yaml").write_text(CARD, encoding="utf-8")
    (card,) = read_phrases(tmp_path)
    assert card.code == "PHR-900"


def test_a_unit_in_two_groups_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "units.yaml"
    head = "title: 试\ncitation: [{source: internal-consistency}]\n"
    file.write_text(head + "same:\n  月: [个月]\n  年: [个月]\n", encoding="utf-8")
    with pytest.raises(StandardError) as refused:
        read_units(file)
    assert (refused.value.line, refused.value.key) == (5, "年")


def test_a_word_with_two_roles_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    head = "title: 试\ncitation: [{source: internal-consistency}]\n"
    file.write_text(head + "slight: [略有]\nfillers: [略有]\nmodifiers: {}\nsame: {}\n", encoding="utf-8")
    with pytest.raises(StandardError) as refused:
        read_vocabulary(file)
    assert (refused.value.line, refused.value.key) == (4, "fillers")
