"""An audit as a run of a SARIF 2.1.0 log: rules, results, artifacts, each result at its cells.

Sections named here are those of the OASIS standard "Static Analysis Results Interchange Format Version
2.1.0". A cell is a logical location (3.33): no container read here is text with lines and columns, so no
region is given. For the same reason a safe fix cannot be a SARIF fix, whose replacements delete regions
(3.57); it stands in the result's property bag.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import quote

import msgspec

from jiheng.audit import Audit, Evidence, Finding, Severity, all_rules
from jiheng.render._fixes import fix_words
from jiheng.render._where import Places
from jiheng.reports import Package

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_VERSION = "2.1.0"
_LEVELS: Mapping[Severity, str] = MappingProxyType(
    {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
)
_LANGUAGE = "zh-CN"
_FINGERPRINT = "jiheng/ruleAndCells/v1"
Value = object
Part = dict[str, Value]


def render_sarif_run(audit: Audit) -> str:
    """Return one package's audit as a SARIF run (3.14), as JSON."""
    used = {finding.rule for finding in audit.findings}
    rules = [_rule(code, audit.findings) for code in sorted(used)]
    index = {code: number for number, code in enumerate(sorted(used))}
    places = Places.of(audit.package)
    run: Part = {
        "tool": {"driver": {"name": "jiheng", "fullName": "绩衡", "language": _LANGUAGE, "rules": rules}},
        "language": _LANGUAGE,
        "automationDetails": {"id": f"{audit.package.name}/"},
        "invocations": [_invocation(audit.package)],
        "artifacts": _artifacts(audit.package),
        "results": [_result(audit.package, finding, index, places) for finding in audit.findings],
        "properties": {"profile": audit.profile},
    }
    return msgspec.json.encode(run).decode()


def sarif_log(runs: Sequence[str]) -> str:
    """Return runs as one SARIF log (3.13), a run per package."""
    head = msgspec.json.encode({"$schema": _SCHEMA, "version": _VERSION}).decode()
    return f'{head[:-1]},"runs":[{",".join(runs)}]}}\n'


def _rule(code: str, findings: Sequence[Finding]) -> Part:
    """Return a rule as a reportingDescriptor (3.49)."""
    found = next(finding for finding in findings if finding.rule == code)
    card = next((rule for rule in all_rules() if rule.code == code), None)
    descriptor: Part = {
        "id": code,
        "shortDescription": {"text": found.title},
        "help": {"text": found.remedy},
        "defaultConfiguration": {"level": _LEVELS[card.severity if card else found.severity]},
    }
    if card:
        descriptor |= {"name": card.name, "fullDescription": {"text": card.why}}
    return descriptor


def _invocation(package: Package) -> Part:
    """Return what became of the call (3.20): a document that could not be read is a notification."""
    notes = [{"level": "error", "message": {"text": str(failure)}} for failure in package.failures]
    return {"executionSuccessful": not notes, "toolExecutionNotifications": notes}


def _artifacts(package: Package) -> list[Part]:
    return [
        {
            "location": {"uri": quote(document.name)},
            "mimeType": document.media_type,
            "hashes": {"sha-256": document.sha256},
        }
        for document in package.documents
    ]


def _result(package: Package, finding: Finding, index: Mapping[str, int], places: Places) -> Part:
    """Return a finding as a result (3.27): its main cell is the location, the others are related to it."""
    at = [_location(package, evidence, places) for evidence in finding.at]
    related = [{**location, "id": number} for number, location in enumerate(at[1:], 1)]
    bag: Part = {"basis": finding.basis, "remedy": finding.remedy}
    if finding.fixes:
        bag["fixes"] = [
            {"form": fix.form, "at": fix.at, "field": fix.field, "old": fix.old, "new": fix.new}
            | {"text": fix_words(fix)}
            for fix in finding.fixes
        ]
    result: Part = {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": at[:1],
        "partialFingerprints": {_FINGERPRINT: _fingerprint(finding, places)},
        "properties": bag,
    }
    return result | ({"relatedLocations": related} if related else {})


def _location(package: Package, evidence: Evidence, places: Places) -> Part:
    """Return a cell (3.28): the document it stands in, and its place there in the form's own words."""
    document = package.forms[evidence.form].document
    place = places.place(evidence)
    logical: Part = {
        "name": " ".join(part for part in (place.row, place.column) if part) or evidence.cell,
        "fullyQualifiedName": f"forms[{evidence.form}].{evidence.cell}",
        "kind": "paragraph" if evidence.cell.startswith("P") else "cell",
        "properties": {"form": place.form, "text": evidence.text},
    }
    artifact = {"uri": quote(package.documents[document].name), "index": document}
    return {
        "physicalLocation": {"artifactLocation": artifact},
        "logicalLocations": [logical],
        "message": {"text": f"{place.row_words} {place.column}".strip()},
    }


def _fingerprint(finding: Finding, places: Places) -> str:
    """Return what tells a finding from others when the package is audited anew: its rule and its places."""
    cells = [f"{places.forms[evidence.form]} {evidence.cell}" for evidence in finding.at]
    return hashlib.sha256("\n".join((finding.rule, *cells)).encode()).hexdigest()
