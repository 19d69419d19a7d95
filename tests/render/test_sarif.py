"""SARIF: the properties that the specification requires, each with the section that requires it."""

import json
from dataclasses import replace
from typing import Any

import pytest

import jiheng
from jiheng.audit import Audit
from jiheng.errors import DocumentError
from jiheng.render import render_sarif_run, sarif_log
from tests.conftest import EXAMPLE

LEVELS = {"none", "note", "warning", "error"}


@pytest.fixture(scope="module")
def audit() -> Audit:
    return jiheng.audit(jiheng.read(EXAMPLE))


@pytest.fixture(scope="module")
def log(audit: Audit) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(sarif_log([render_sarif_run(audit)]))
    return parsed


def test_the_log_names_its_version_and_holds_runs(log: dict[str, Any]) -> None:
    assert log["version"] == "2.1.0"  # 3.13.2
    assert isinstance(log["runs"], list)  # 3.13.4
    assert set(log) == {"$schema", "version", "runs"}


def test_each_rule_has_an_id_and_stands_once(log: dict[str, Any]) -> None:
    driver = log["runs"][0]["tool"]["driver"]  # 3.14.6, 3.18.2
    assert driver["name"] == "jiheng"  # 3.19.8
    ids = [rule["id"] for rule in driver["rules"]]  # 3.49.3
    assert len(ids) == len(set(ids))
    assert all(rule["defaultConfiguration"]["level"] in LEVELS for rule in driver["rules"])  # 3.50.3
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in driver["rules"])  # 3.12


def test_every_finding_is_a_result(audit: Audit, log: dict[str, Any]) -> None:
    run = log["runs"][0]
    rules, results = run["tool"]["driver"]["rules"], run["results"]
    assert [r["message"]["text"] for r in results] == [f.message for f in audit.findings]  # 3.27.11
    for result, finding in zip(results, audit.findings, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding.rule  # 3.27.5, 3.27.6
        assert result["level"] in LEVELS  # 3.27.10
        assert len(result["locations"]) <= 1  # 3.27.12
        places = [*result["locations"], *result.get("relatedLocations", ())]
        names = [place["logicalLocations"][0]["fullyQualifiedName"] for place in places]
        assert names == [f"forms[{e.form}].{e.cell}" for e in finding.at]  # 3.33.5
        ids = [place["id"] for place in result.get("relatedLocations", ())]
        assert len(ids) == len(set(ids))  # 3.28.2


def test_places_name_artifacts_of_the_run(log: dict[str, Any]) -> None:
    run = log["runs"][0]
    for result in run["results"]:
        for place in (*result["locations"], *result.get("relatedLocations", ())):
            named = place["physicalLocation"]["artifactLocation"]  # 3.29.3
            assert run["artifacts"][named["index"]]["location"]["uri"] == named["uri"]  # 3.4.5
            assert " " not in named["uri"]  # 3.10.1: a URI, so percent-encoded
            assert "region" not in place["physicalLocation"]
    assert all(len(artifact["hashes"]["sha-256"]) == 64 for artifact in run["artifacts"])  # 3.24.11


def test_safe_fixes_stand_in_the_property_bag(audit: Audit, log: dict[str, Any]) -> None:
    results = log["runs"][0]["results"]
    assert not any("fixes" in result for result in results)  # 3.55 wants regions, which cells are not
    offered = [(fix["at"], fix["new"]) for r in results for fix in r["properties"].get("fixes", ())]
    assert offered == [(fix.at, fix.new) for finding in audit.findings for fix in finding.fixes]
    assert offered


def test_fingerprints_tell_findings_apart_and_stay(audit: Audit, log: dict[str, Any]) -> None:
    marks = [next(iter(r["partialFingerprints"].values())) for r in log["runs"][0]["results"]]  # 3.27.17
    assert len(set(marks)) == len(marks)
    assert render_sarif_run(audit) == render_sarif_run(replace(audit))


def test_what_could_not_be_read_is_a_notification(audit: Audit) -> None:
    failure = DocumentError("坏.docx", "不是 Word 文件。")
    package = replace(audit.package, failures=(failure,))
    (invocation,) = json.loads(render_sarif_run(replace(audit, package=package)))["invocations"]
    assert invocation["executionSuccessful"] is False  # 3.20.14
    (note,) = invocation["toolExecutionNotifications"]
    assert "坏.docx" in note["message"]["text"]  # 3.58.5


def test_many_packages_are_runs_of_one_log(audit: Audit) -> None:
    run = render_sarif_run(audit)
    assert [r["automationDetails"]["id"] for r in json.loads(sarif_log([run, run]))["runs"]] == [
        f"{audit.package.name}/"
    ] * 2
    assert json.loads(sarif_log([]))["runs"] == []
