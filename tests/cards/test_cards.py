from decimal import Decimal
from pathlib import Path

import pytest

from jiheng.cards import all_sources, read_card, read_citations
from jiheng.errors import StandardError


def card_of(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "CARD-1.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1\na: 2\n", 2, "repeated key"),
        ("- 1\n", 1, "expected key: value pairs"),
        ("a: [1\n", 2, "not YAML"),
        ("", 1, "empty"),
    ],
)
def test_wrong_files_are_refused_with_their_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    with pytest.raises(StandardError) as caught:
        read_card(card_of(tmp_path, text))
    assert (caught.value.line, caught.value.path) == (line, "CARD-1.yaml")
    assert reason in str(caught.value)


def test_unknown_keys_are_refused(tmp_path: Path) -> None:
    card = read_card(card_of(tmp_path, "title: 一\n\ntypo: 二\n"))
    card.text("title")
    with pytest.raises(StandardError, match=r"CARD-1.yaml:3: typo: unknown key"):
        card.close()


def test_missing_keys_are_refused(tmp_path: Path) -> None:
    card = read_card(card_of(tmp_path, "title: 一\n"))
    with pytest.raises(StandardError, match="severity: missing"):
        card.text("severity")


def test_scalars_have_no_type_of_their_own(tmp_path: Path) -> None:
    card = read_card(card_of(tmp_path, "answer: no\nnumber: 1.10\nshare: 5%\nwhen: 2024-01-31\n"))
    assert card.text("answer") == "no"
    assert str(card.decimal("number")) == "1.10"
    assert card.decimal("share") == Decimal("0.05")
    assert card.date("when").isoformat() == "2024-01-31"


@pytest.mark.parametrize(("key", "reader"), [("number", "decimal"), ("when", "date")])
def test_what_is_not_of_its_type_is_refused(tmp_path: Path, key: str, reader: str) -> None:
    card = read_card(card_of(tmp_path, "number: 约5\nwhen: 2024-13-01\n"))
    with pytest.raises(StandardError, match="is not a"):
        getattr(card, reader)(key)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("citation: []\n", "a card must cite what it rests on"),
        ("citation: [{source: nowhere}]\n", "unknown source 'nowhere'"),
        ("citation: [{source: cn-mof-2020-10, article: 九}]\n", "was not seen"),
        ("citation: [{source: cn-baise-2021-4, page: 3}]\n", "unknown key"),
    ],
)
def test_citations_claim_no_more_than_was_seen(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(StandardError, match=reason):
        read_citations(read_card(card_of(tmp_path, text)))


def test_an_article_is_printed_only_where_it_was_seen(tmp_path: Path) -> None:
    text = "citation: [{source: cn-baise-2021-4, article: 三}, {source: cn-mof-2020-10}]\n"
    seen, unverified = read_citations(read_card(card_of(tmp_path, text)))
    assert str(seen) == "百财办〔2021〕4号（广西百色市）第三条"
    assert str(unverified) == "财预〔2020〕10号《项目支出绩效评价管理办法》（条款未核）"


def test_every_source_says_what_it_settles() -> None:
    for source in all_sources().values():
        assert source.title or source.description
        assert source.settles


def test_a_text_on_projects_or_of_another_place_is_only_followed_by_analogy(tmp_path: Path) -> None:
    text = "citation: [{source: cn-mof-2020-10}, {source: form-sichuan-0013zp}]\n"
    national, local = read_citations(read_card(card_of(tmp_path, text)))
    assert national.for_form("project_self_evaluation", "cn/hunan").startswith("财预〔2020〕10号")
    assert national.for_form("department_self_evaluation", "cn/hunan").startswith("参照财预〔2020〕10号")
    assert local.for_form("project_self_evaluation", "cn/sichuan").startswith(
        "《项目支出绩效自评表》（四川省"
    )
    assert local.for_form("project_self_evaluation", "cn/hunan").startswith(
        "参照《项目支出绩效自评表》（四川省"
    )
