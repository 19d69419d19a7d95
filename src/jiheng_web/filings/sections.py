"""What every page of one filing shows around its content: the way to it, and its other pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from jiheng_web.accounts.models import Person
from jiheng_web.filings.models import Filing
from jiheng_web.rights import Act, may


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of a filing."""

    url: str
    title: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way to a page."""

    title: str
    url: str = ""


_PAGES: tuple[tuple[str, str, Act], ...] = (
    ("filing", "填报", Act.SEE),
    ("import", "导入", Act.EDIT),
    ("projects", "项目", Act.READ),
    ("attachments", "佐证材料", Act.READ),
    ("documents", "文书", Act.READ),
    ("history", "修改记录", Act.READ),
)


def frame_of(person: Person, filing: Filing, page: str, *crumbs: Crumb) -> dict[str, object]:
    """Return the variables of a filing's page.

    Args:
        person: Who looks.
        filing: The filing.
        page: Name of the route of the page, for the tabs.
        crumbs: The way from the filing to a page below one of its pages.
    """
    titles = {name: title for name, title, _ in _PAGES}
    own = reverse("filing", args=[filing.pk])
    way = [Crumb("我的工作", reverse("home")), Crumb(str(filing), own)]
    if page != "filing":
        way.append(Crumb(titles[page], reverse(page, args=[filing.pk])))
    return {
        "filing": filing,
        "may_edit": may(person, Act.EDIT, filing),
        "breadcrumbs": [*way, *crumbs],
        "tabs": [
            Tab(reverse(name, args=[filing.pk]), title, name == page)
            for name, title, act in _PAGES
            if may(person, act, filing)
        ],
    }
