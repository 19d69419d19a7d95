"""One transaction at a time where the database takes only one writer."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction


@contextmanager
def writing() -> Iterator[None]:
    """Hold one transaction; on the embedded database, queue for it first.

    SQLite's writers poll for its lock, and some of them wait for seconds when several poll; a lock of the
    operating system wakes them in turn, across threads and processes alike. Nested calls join the outer one.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with (settings.HOME / "write.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with transaction.atomic():
            yield
