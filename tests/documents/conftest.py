import time
import tracemalloc
from collections.abc import Iterator

import pytest

MIB = 1024 * 1024
SECONDS = 20
MEMORY = 400 * MIB


@pytest.fixture
def bounded() -> Iterator[None]:
    """No hostile file may take long or much memory, as far as Python allocates it."""
    tracemalloc.start()
    start = time.process_time()
    yield
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.process_time() - start < SECONDS
    assert peak < MEMORY
