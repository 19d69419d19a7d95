"""What is written is read back as it was, in every container."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import jiheng
from jiheng import SourceFile
from jiheng.render.official import compose, write_official
from jiheng.reports import Package
from tests.render.official.packages import content_of, differences, packages

EXAMPLE = Path(__file__).parents[3] / "examples" / "package" / "department-2024.docx"
CONTAINERS = (".docx", ".xlsx", ".html", ".txt")


def written_and_read(package: Package, suffix: str, family: str = "") -> Package:
    """Return the package that its own document is read as."""
    composed = compose(package, family)
    assert composed.left_out == ()
    return jiheng.read(SourceFile(f"x{suffix}", write_official(composed.document, suffix)))


@pytest.mark.parametrize("suffix", CONTAINERS)
def test_the_example_is_read_back_equal(suffix: str) -> None:
    package = jiheng.read(EXAMPLE)
    assert not differences(content_of(package), content_of(written_and_read(package, suffix)))


@pytest.mark.parametrize("suffix", CONTAINERS)
def test_the_real_package_is_read_back_equal(suffix: str, seed: Path) -> None:
    package = jiheng.read(seed / "department-2024.docx")
    assert not differences(content_of(package), content_of(written_and_read(package, suffix)))


@pytest.mark.parametrize("suffix", CONTAINERS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(package=packages())
def test_any_package_is_read_back_equal(suffix: str, package: Package) -> None:
    assert not differences(content_of(package), content_of(written_and_read(package, suffix)))
