"""Project files: what they change, and that what is wrong in them is told with its line."""

import pickle
from pathlib import Path

import pytest

from jiheng.audit import (
    DEFAULT_PROFILE,
    Audit,
    Settings,
    Severity,
    all_profiles,
    all_rules,
    audit_package,
    read_settings,
)
from jiheng.errors import SettingsError
from jiheng.scoring import score_package
from tests.audit.consistent import Drawn, Money, consistent

PACKAGE = consistent(
    Drawn(
        projects=(
            Money(20000, 19000, 12000, 300),
            Money(9000, 9000, 8700, 200),
            Money(42000, 41000, 40000, 900),
        ),
        personnel=60000,
        operating=50000,
        vehicles=700,
        hosting=800,
        serving=90,
        authorized=96,
        satisfied=(321, 455, 512),
    )
)
"""The first project has spent 63 % of its budget and says nothing of it: FUN-016."""


def settings_from(tmp_path: Path, text: str, profile: str = "") -> Settings:
    path = tmp_path / "jiheng.yaml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path, profile)


def audit(settings: Settings | None) -> Audit:
    return audit_package(PACKAGE, score_package(PACKAGE), None, settings)


def severities(found: Audit) -> dict[str, Severity]:
    return {finding.rule: finding.severity for finding in found.findings}


def test_without_settings_the_reviewer_sees_it() -> None:
    found = audit(None)
    assert (found.profile, found.switched_off) == (DEFAULT_PROFILE, ())
    assert severities(found)["FUN-016"] is Severity.WARNING


def test_a_rule_is_switched_off_and_the_audit_says_why(tmp_path: Path) -> None:
    found = audit(settings_from(tmp_path, "rules:\n  FUN-016: {severity: off, reason: 另行说明。}\n"))
    assert "FUN-016" not in severities(found)
    assert [(off.rule, off.reason) for off in found.switched_off] == [("FUN-016", "另行说明。")]


def test_a_severity_and_a_threshold_are_changed(tmp_path: Path) -> None:
    milder = audit(settings_from(tmp_path, "rules:\n  FUN-016: {severity: info}\n"))
    assert severities(milder)["FUN-016"] is Severity.INFO
    lower = audit(settings_from(tmp_path, "rules:\n  FUN-016: {params: {least: 60%}}\n"))
    assert "FUN-016" not in severities(lower)


def test_the_call_goes_before_the_file(tmp_path: Path) -> None:
    text = "profile: clerk\n"
    assert settings_from(tmp_path, text).profile == "clerk"
    assert settings_from(tmp_path, text, "publication").profile == "publication"


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("rules:\n  FUN-16: {severity: info}\n", 2, "FUN-016"),
        ("rules:\n  FUN-016: {severity: off}\n", 2, "理由"),
        ("rules:\n  FUN-016: {severity: fatal}\n", 2, "fatal"),
        ("rules:\n  FUN-016: {params: {last: 60%}}\n", 2, "least"),
        ("rules:\n  FUN-016: {params: {least: 很低}}\n", 2, "应写一个数"),
        ("rules:\n  FUN-016: {reason: 不用了}\n", 2, "没有写要改什么"),
        ("rules:\n  FUN-016: {severity: info, level: 3}\n", 2, "没有这一项"),
        ("rules:\n  FUN-016: {severity: info}\n  FUN-016: {severity: off}\n", 3, "写了两次"),
        ("profile: auditor\n", 1, "reviewer"),
        ("colour: red\n", 1, "没有这一项"),
        ("rules: [\n", 2, "YAML"),
        ("", 1, "空"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, line: int, word: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings_from(tmp_path, text)
    error = caught.value
    assert error.line == line
    assert word in str(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 - our own bytes


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "jiheng.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="读不出来"):
        read_settings(path)


def test_every_rule_is_shown_in_some_profile_and_publication_matters_in_its_own_only() -> None:
    profiles = {profile.name: profile for profile in all_profiles()}
    assert DEFAULT_PROFILE in profiles
    for rule in all_rules():
        seen = {name for name, profile in profiles.items() if profile.shows(rule.family, rule.severity)}
        assert seen, rule.code
        if rule.family == "PUB":
            assert seen == {"publication"}
        if rule.severity is Severity.ERROR and rule.family != "PUB":
            assert seen == set(profiles)
