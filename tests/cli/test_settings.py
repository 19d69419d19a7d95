"""``--profile`` and ``--settings``: what is shown, which rules are off and why, and what is refused."""

from pathlib import Path

import pytest

from tests.cli._call import CLEAN, FAULTY, Said, jiheng, write_workbook

OFF = "rules:\n  SCO-003: {severity: off, reason: 本地办法另有规定。}\n"


def rules(said: Said) -> set[str]:
    return {finding["rule"] for package in said.packages for finding in package["findings"]}


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "package" / "faulty.xlsx", FAULTY)


def test_a_file_beside_the_material_switches_a_rule_off_and_the_report_says_so(faulty: Path) -> None:
    before = jiheng("audit", faulty, "--format", "json")
    (faulty.parent / "jiheng.yaml").write_text(OFF, encoding="utf-8")
    after = jiheng("audit", faulty, "--format", "json")
    assert rules(before) - rules(after) == {"SCO-003"}
    assert (before.status, after.status) == (1, 0)
    (package,) = after.packages
    assert (package["profile"], "switched_off" in before.packages[0]) == ("reviewer", False)
    assert package["switched_off"] == [
        {"rule": "SCO-003", "title": "指标未完成却得满分", "reason": "本地办法另有规定。"}
    ]
    page = faulty.with_suffix(".html")
    jiheng("audit", faulty, "-o", page)
    assert "理由：本地办法另有规定。" in page.read_text(encoding="utf-8")
    shown = jiheng("audit", faulty.parent)
    assert "SCO-003 指标未完成却得满分：本地办法另有规定。" in shown.out
    assert "jiheng.yaml" not in shown.err


def test_a_named_file_goes_before_the_one_beside_the_material(faulty: Path, tmp_path: Path) -> None:
    (faulty.parent / "jiheng.yaml").write_text(OFF, encoding="utf-8")
    other = tmp_path / "other.yaml"
    other.write_text("rules:\n  SCO-003: {severity: info}\n", encoding="utf-8")
    said = jiheng("audit", faulty, "--settings", other, "--format", "json")
    assert [f["severity"] for f in said.packages[0]["findings"] if f["rule"] == "SCO-003"] == ["info"]


def test_several_files_beside_the_material_are_refused(faulty: Path, tmp_path: Path) -> None:
    clean = write_workbook(tmp_path / "other" / "clean.xlsx", CLEAN)
    for folder in (faulty.parent, clean.parent):
        (folder / "jiheng.yaml").write_text(OFF, encoding="utf-8")
    said = jiheng("audit", faulty, clean)
    assert (said.status, "用 --settings 指定一个" in said.err) == (2, True)


def test_an_unknown_rule_is_a_wrong_call_with_the_nearest_code(faulty: Path) -> None:
    (faulty.parent / "jiheng.yaml").write_text("rules:\n  SCO-03: {severity: info}\n", encoding="utf-8")
    said = jiheng("audit", faulty)
    words = "".join(said.err.split())  # lines are broken to the terminal's width
    assert (said.status, "第2行" in words, "最接近的是SCO-003、" in words) == (2, True, True)


@pytest.mark.parametrize(("option", "value"), [("--profile", "clrek"), ("--settings", "nowhere.yaml")])
def test_what_is_not_there_is_a_wrong_call(faulty: Path, option: str, value: str) -> None:
    assert jiheng("audit", faulty, option, value).status == 2


def test_a_profile_chooses_what_is_shown(tmp_path: Path) -> None:
    table = CLEAN + "填表人：某某某 填报日期：2025.5.16 联系电话：12345678\n"
    path = write_workbook(tmp_path / "form.xlsx", table)
    by_profile = {
        name: rules(jiheng("audit", path, "--profile", name, "--format", "json"))
        for name in ("reviewer", "clerk", "publication")
    }
    assert by_profile["clerk"] <= by_profile["reviewer"]
    assert not any(rule.startswith("PUB") for rule in by_profile["reviewer"])
    assert {"PUB-001", "PUB-004"} <= by_profile["publication"]
