"""What is written is read back as it was, in every container."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import jiheng
from jiheng import SourceFile
from jiheng.render.official import compose, write_official
from jiheng.reports import Form, Package, SelfEvaluation
from jiheng.values import squeeze
from tests.conftest import EXAMPLE
from tests.render.official.packages import Json, content_of, differences, packages

MANY = 60
CONTAINERS = (".docx", ".xlsx", ".html", ".txt")


def written_and_read(package: Package, suffix: str, family: str = "") -> Package:
    """Return the package that its own document is read as."""
    composed = compose(package, family)
    assert composed.left_out == ()
    return jiheng.read(SourceFile(f"x{suffix}", write_official(composed.document, suffix)))


def with_many_rows(package: Package) -> Package:
    """Give every table at least sixty indicators, each row several times under another name."""
    return replace(package, forms=tuple(_widened(form) for form in package.forms))


def _widened(form: Form) -> Form:
    if not isinstance(form, SelfEvaluation):
        return form
    times = range(1, 2 + MANY // len(form.indicators))
    rows = (
        replace(row, name=replace(row.name, text=f"{row.name.text}之{n}"))
        for row in form.indicators
        for n in times
    )
    return replace(form, indicators=tuple(rows))


@pytest.mark.parametrize("suffix", CONTAINERS)
def test_the_example_is_read_back_equal(suffix: str) -> None:
    package = jiheng.read(EXAMPLE / "department-2024.docx")
    assert not differences(content_of(package), content_of(written_and_read(package, suffix)))


@pytest.mark.parametrize("suffix", CONTAINERS)
def test_the_real_package_is_read_back_equal(suffix: str, seed: Path) -> None:
    package = jiheng.read(seed / "department-2024.docx")
    assert not differences(content_of(package), content_of(written_and_read(package, suffix)))


def test_a_pdf_is_read_back_equal() -> None:
    package = jiheng.read(EXAMPLE / "department-2024.docx")
    assert not differences(content_of(package), content_of(written_and_read(package, ".pdf")))


def test_the_real_package_as_pdf_is_read_back_equal_but_for_spaces(seed: Path) -> None:
    # A space between Chinese characters is a distance on paper, and none that can be told from the others.
    package = jiheng.read(seed / "department-2024.docx")
    read = without_spaces(content_of(written_and_read(package, ".pdf")))
    assert not differences(without_spaces(content_of(package)), read)


def without_spaces(value: Json) -> Json:
    """Return a content with no white space in its texts."""
    if isinstance(value, dict):
        return {key: without_spaces(part) for key, part in value.items()}
    if isinstance(value, list):
        return [without_spaces(part) for part in value]
    return squeeze(value) if isinstance(value, str) else value


@pytest.mark.parametrize("suffix", CONTAINERS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(package=packages())
def test_any_package_is_read_back_equal(suffix: str, package: Package) -> None:
    assert not differences(content_of(package), content_of(written_and_read(package, suffix)))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(package=packages(most=6))
def test_any_package_as_pdf_is_read_back_equal_but_for_spaces(package: Package) -> None:
    read = without_spaces(content_of(written_and_read(package, ".pdf")))
    assert not differences(without_spaces(content_of(package)), read)


@pytest.mark.parametrize("suffix", CONTAINERS)
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(package=packages().map(with_many_rows))
def test_sixty_indicators_are_read_back_equal(suffix: str, package: Package) -> None:
    assert not differences(content_of(package), content_of(written_and_read(package, suffix)))
