"""A site as people run it: its command in a process of its own, its port, its signals."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def environment(home: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JIHENG_", "DJANGO_", "COV"))
    }
    return kept | {"JIHENG_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}


def jiheng(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "jiheng", *arguments]
    return subprocess.run(
        call, env=environment(home), capture_output=True, text=True, check=False, timeout=120
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """A running site."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.address = f"http://127.0.0.1:{port}"
        self.said: list[str] = []

    def wait(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            if "绩衡已启动" in line:
                break
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{self.address}/sign-in", timeout=5).close()  # noqa: S310 - our own server
            except OSError:
                time.sleep(0.1)
            else:
                return
        pytest.fail("the site did not answer")


@contextmanager
def serving(home: Path, *arguments: str) -> Iterator[Site]:
    port = free_port()
    call = [sys.executable, "-m", "jiheng", "serve", "--port", str(port), *arguments]
    process = subprocess.Popen(
        call, env=environment(home), stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    site = Site(process, port)
    try:
        site.wait()
        yield site
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)
