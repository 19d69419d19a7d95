"""The colours, computed: every pair that carries text or a border that tells something, in both schemes."""

from __future__ import annotations

import re

import pytest

from jiheng_web.settings import PACKAGE

CSS = PACKAGE / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
PAPERS = ("paper", "tint", "tint2")
TEXT = [
    *((ink, paper) for ink in ("ink", "soft", "accent") for paper in PAPERS),
    *((tone, f"{tone}-tint") for tone in ("bad", "wait", "good", "work")),
    *((tone, "paper") for tone in ("bad", "wait", "good", "work")),
    *(("ink", f"{tone}-tint") for tone in ("bad", "wait", "good", "work", "was", "now")),
    ("soft", "was-tint"),
    ("soft", "now-tint"),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    ("paper", "good"),
]
EDGES = [("middle", "paper"), ("middle", "tint"), ("accent", "paper"), ("bad", "paper")]


def colours(block: str) -> dict[str, str]:
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))
    return {name: value for name, value in found.items() if len(value) in {4, 7}}


def blocks() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    light = TOKENS[TOKENS.index(":root {") : TOKENS.index("@media (prefers")]
    system = TOKENS[TOKENS.index("@media (prefers") : TOKENS.index(':root[data-theme="dark"]')]
    chosen = TOKENS[TOKENS.index(':root[data-theme="dark"]') : TOKENS.index("@media (max-width")]
    return colours(light), colours(system), colours(chosen)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(one * 2 for one in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_the_guidelines_do() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_text_can_be_read(scheme: int, ink: str, paper: str) -> None:
    found = blocks()[scheme]
    assert contrast(found[ink], found[paper]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize(("edge", "paper"), EDGES)
def test_edges_of_controls_can_be_seen(scheme: int, edge: str, paper: str) -> None:
    found = blocks()[scheme]
    assert contrast(found[edge], found[paper]) >= 3


def test_both_ways_to_darkness_are_the_same_and_whole() -> None:
    light, system, chosen = blocks()
    assert system == chosen
    assert light.keys() == system.keys()


def test_the_report_and_the_application_share_their_colours() -> None:
    report = (PACKAGE.parent / "jiheng" / "render" / "report.css").read_text(encoding="utf-8")
    start, dark = report.index(":root {"), report.index("@media screen and (prefers")
    light_of_report, dark_of_report = colours(report[start:dark]), colours(report[dark : report.index("* {")])
    light, system, _ = blocks()
    assert light_of_report
    assert light_of_report.items() <= light.items()
    assert dark_of_report.items() <= system.items()


def test_styles_use_only_tokens_that_exist() -> None:
    defined = set(re.findall(r"--([\w-]+):", TOKENS))
    for sheet in CSS.glob("*.css"):
        used = set(re.findall(r"var\(--([\w-]+)\)", sheet.read_text(encoding="utf-8")))
        assert used <= defined, sheet.name
