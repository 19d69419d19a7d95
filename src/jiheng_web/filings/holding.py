"""Holding a filing for an act: its row is locked until the transaction ends, and read anew."""

from __future__ import annotations

from jiheng_web.errors import Refused
from jiheng_web.filings.models import Filing, State


def hold(filing: Filing) -> Filing:
    """Return a filing as it stands now, held. Runs inside an action's transaction."""
    held = Filing.objects.select_for_update(of=("self",)).select_related("task", "body")
    return held.get(pk=filing.pk)


def hold_to_change(filing: Filing) -> Filing:
    """Return a filing, held, whose contents may be changed now.

    Raises:
        Refused: It is not being filled in, or its task is closed.
    """
    held = hold(filing)
    if not held.is_editable:
        raise Refused(f"材料现在是“{State(held.state).label}”，不能修改。请刷新页面。")
    return held
