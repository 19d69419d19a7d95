from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no defect: neither deadlines nor the speed of drawing examples decide a test.
settings.register_profile("jiheng", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("jiheng")

ROOT = Path(__file__).parents[1]
SEED = ROOT.parent / "shared" / "seed"
EXAMPLE = ROOT / "examples" / "package"


@pytest.fixture(scope="session")
def seed() -> Path:
    """The real package, where it lies beside the repository."""
    if not SEED.is_dir():
        pytest.skip("the real package is not beside this repository (../shared/seed)")
    return SEED


_BROWSERS = (ROOT / "tests" / "web" / "browser", ROOT / "tests" / "web" / "front")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what starts a browser: it is not run a second time against PostgreSQL."""
    for item in items:
        if any(folder in item.path.parents for folder in _BROWSERS):
            item.add_marker(pytest.mark.slow)
