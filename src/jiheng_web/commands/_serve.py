"""``jiheng serve``: from an empty folder to a site in seconds."""

from __future__ import annotations

import datetime as dt
import os
import socket
import threading
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from jiheng_web.accounts.first import first_link
from jiheng_web.accounts.models import Person
from jiheng_web.commands import DONE, EXAMPLE_MARK, TAMPERED, UNREADABLE
from jiheng_web.commands._tell import problem, tell
from jiheng_web.demo import build_city
from jiheng_web.journal.access import prune_access_logs
from jiheng_web.journal.verify import verify_database

_MOST_WORKERS = 4
_THREADS = 2
_DAY = 24 * 3600


def serve(host: str, port: int, *, demo: bool) -> int:
    """Bring the database up to date and serve until interrupted.

    Args:
        host: Address to listen on.
        port: Port to listen on.
        demo: Whether an empty site is filled with the example city.
    """
    if not _is_free(host, port):
        problem(f"{host}:{port} 已被占用：可能网站已经在运行，或用 --port 换一个端口。")
        return UNREADABLE
    upgrade()
    address = f"http://{host if host != '0.0.0.0' else 'localhost'}:{port}/"  # noqa: S104 - only compared
    if demo and not Person.objects.exists():
        tell("正在建立示例城市……")
        for line in build_city().words():
            tell(line)
        (Path(settings.HOME) / EXAMPLE_MARK).touch()
    elif not Person.objects.exists():
        tell("还没有人员。请用浏览器打开下面的一次性地址，设置三名管理员：")
        tell(f"  {address}first/{first_link()}")
    threading.Thread(target=_prune_daily, daemon=True).start()
    tell(f"绩衡已启动：{address}（按 Ctrl+C 停止，数据在 {settings.HOME}）")
    _run(host, port)
    tell("已停止。")
    return DONE


def upgrade() -> None:
    """Bring the database to this version's shape."""
    Path(settings.HOME).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()


def upgrade_and_verify() -> int:
    """Bring a restored database up to date and check its journal."""
    upgrade()
    verdict = verify_database()
    if verdict.broken_at is not None:
        problem(f"日志从第 {verdict.broken_at} 条起不符：{verdict.why}")
        return TAMPERED
    tell(f"日志 {verdict.count} 条，校验相符。")
    return DONE


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _prune_daily() -> None:
    waiting = threading.Event()
    while True:
        prune_access_logs(dt.datetime.now(dt.UTC).date())
        waiting.wait(_DAY)


def _run(host: str, port: int) -> None:
    """Serve with workers of their own processes; each engine keeps what it read in its own memory."""
    from granian import Granian  # noqa: PLC0415 - a compiled server that only this command needs
    from granian.constants import Interfaces  # noqa: PLC0415 - as above

    server = Granian(
        "jiheng_web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=min(os.cpu_count() or 1, _MOST_WORKERS),
        blocking_threads=_THREADS,
        respawn_failed_workers=True,
        websockets=False,
        log_enabled=False,
    )
    server.serve()
