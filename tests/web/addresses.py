"""Every address of the site, read from its routes, with objects that exist: new ones are there at once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from django.utils.functional import Promise

from jiheng_web.accounts.models import SignIn, Token
from jiheng_web.accounts.tokens import make_token
from jiheng_web.approvals.models import Remark
from jiheng_web.filings.actions import TaskTerms, open_task, save_changes
from jiheng_web.filings.attachment_actions import Place, attach
from jiheng_web.filings.content import Set
from jiheng_web.filings.models import Change, Filing, FilledForm, Notice, Task, Upload
from jiheng_web.filings.project_actions import add_project
from tests.web.conftest import City, actor

ADMINISTRATORS = frozenset({"system_administrator", "security_administrator", "audit_administrator"})
OTHERS_OF_THE_UNIT = frozenset({"sibling_clerk", "sibling_head", "other_reviewer", "outsider"})
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Route:
    """One route of the site."""

    name: str
    pattern: str
    parameters: tuple[str, ...]
    is_open: bool
    """Whether Django lets it be asked without signing in."""

    @property
    def family(self) -> str:
        """What its first number counts."""
        parts = self.pattern.removeprefix("api/v1/").split("/")
        first = "account" if parts[0] == "account" else parts[0]
        return f"{first}/{parts[1]}" if first == "account" else first

    def address(self, samples: Mapping[str, str]) -> str:
        """Return its address with the samples put in."""
        path = self.pattern
        for parameter in self.parameters:
            sample = samples.get(f"{self.family}:{parameter}") or samples[parameter]
            kind = path.split(f":{parameter}>", 1)[0].rpartition("<")[2]
            path = path.replace(f"<{kind}:{parameter}>", sample)
        return f"/{path}"


def routes() -> tuple[Route, ...]:
    """Return every route that is served."""
    return tuple(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, before: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        path = f"{before}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from _walk(entry, path)
        elif isinstance(entry, URLPattern):
            name = entry.name or path
            assert not isinstance(name, Promise)
            is_open = not getattr(entry.callback, "login_required", True)
            yield Route(name, path, tuple(entry.pattern.converters), is_open)


@dataclass(frozen=True)
class Answer:
    """What came back, read whole."""

    status: int
    content: bytes
    headers: Mapping[str, str]


@dataclass
class World:
    """A city in which every kind of object is there, and who may know of which."""

    city: City
    filing: Filing
    other_task: Task
    samples: dict[str, str]
    blind: Mapping[str, frozenset[str]]
    """By what a route's number counts: who must not know of the sample object. Written by hand."""
    keys: Mapping[str, str]
    """A key for the API of everybody."""
    _clients: dict[str, Client] = field(default_factory=dict)

    def blind_for(self, route: Route) -> frozenset[str]:
        """Who must not know of a route's sample object."""
        if not route.parameters:
            return frozenset()
        return self.blind.get(route.family, frozenset())

    def ask(self, name: str, method: str, path: str, body: str = "", kind: str = FORM) -> Answer:
        """Ask as one of the cast; through the API with their key."""
        headers = {"authorization": f"Bearer {self.keys[name]}"} if path.startswith("/api/") else {}
        answer = self._client(name).generic(method, path, body, kind, headers=headers)
        return Answer(answer.status_code, answer.getvalue(), answer.headers)

    def forget(self, name: str) -> None:
        """Sign someone in anew the next time they ask."""
        self._clients.pop(name, None)

    def _client(self, name: str) -> Client:
        if name not in self._clients:
            client = Client(raise_request_exception=False)
            client.force_login(self.city.people[name], backend="django.contrib.auth.backends.ModelBackend")
            self._clients[name] = client
        return self._clients[name]


def build_world(city: City) -> World:
    """Fill the city with one of everything: of the unit, and a task of another department."""
    clerk, head = city.people["clerk"], city.people["head"]
    filing = city.started()
    project = add_project(filing, "培训项目", rows=(), actor=actor(clerk), person=clerk)
    _change(project, city)
    file = SimpleUploadedFile("佐证.png", _PNG, "image/png")
    attached = attach(filing, file, Place(), actor=actor(clerk), person=clerk)
    upload = Upload.objects.create(
        filing=filing,
        files=[{"name": "材料.csv", "sha256": attached.sha256}],
        added_by=clerk,
        added_at=timezone.now(),
    )
    city.moved(filing, "submit")
    remark = Remark.objects.create(
        filing=filing, form_key=project.key, text="请核对", by=head, at=timezone.now(), cell_text="1"
    )
    notice = Notice.objects.create(person=head, text="请审核", address="/", at=timezone.now())
    other = _other_task(city)
    session = SignIn.objects.create(
        person=clerk, session_key="of-a-clerk", address="10.0.0.1", agent="x",
        at=timezone.now(), last_seen=timezone.now(),
    )  # fmt: skip
    keys = {
        name: make_token(person, "测试", days=1, actor=actor(person))[1]
        for name, person in city.people.items()
    }
    revision = filing.revisions.get()
    change = Change.objects.filter(form=project).first()
    assert change is not None
    samples = {
        "filings:number": str(filing.pk),
        "tasks:number": str(other.pk),
        "overview:number": str(other.pk),
        "public:number": str(filing.pk),
        "people:number": str(clerk.pk),
        "bodies:number": str(city.unit.pk),
        "notices:number": str(notice.pk),
        "account/sessions:number": str(session.pk),
        "account/keys:number": str(Token.objects.get(person=clerk).pk),
        "people:membership": str(clerk.memberships.get().pk),
        "upload": str(upload.pk), "index": "0", "file": str(attached.pk), "change": str(change.pk),
        "revision": str(revision.number), "remark": str(remark.pk), "act": "answer", "key": project.key,
        "overview:key": "progress", "version": "now", "what": "official", "suffix": "docx",
        "kind": "people", "day": "2026-01-01", "secret": "no-secret", "name": "report.pdf",
        "code": "SCO-003",
    }  # fmt: skip
    blind = {
        "filings": ADMINISTRATORS | OTHERS_OF_THE_UNIT,
        "tasks": frozenset(city.people) - {"outsider", "other_reviewer", "finance_reviewer", "auditor"},
        "overview": frozenset(city.people) - {"outsider", "other_reviewer", "finance_reviewer", "auditor"},
        "public": frozenset(city.people),  # not published
        "people": frozenset(city.people) - {"system_administrator", "security_administrator"},
        "bodies": frozenset(city.people) - {"system_administrator", "security_administrator"},
        "notices": frozenset(city.people) - {"head"},
        "account/sessions": frozenset(city.people) - {"clerk"},
        "account/keys": frozenset(city.people) - {"clerk"},
    }
    world = World(city, filing, other, samples, blind, keys)
    for name in city.people:
        world.ask(name, "GET", "/account/")  # from here on, nothing is written for having signed in
    return world


def _change(form: FilledForm, city: City) -> None:
    clerk = city.people["clerk"]
    row = form.content["indicators"]
    assert isinstance(row, list)
    operation = Set(path=f"indicators/{row[0]['id']}/name", was="", value="培训企业")
    save_changes(form, [operation], batch=uuid.uuid4(), seen=0, actor=actor(clerk), person=clerk)


def _other_task(city: City) -> Task:
    reviewer = city.people["finance_reviewer"]
    terms = TaskTerms("交通专项", 2023, dt.date(2024, 4, 1), dt.date(2024, 5, 16))
    bodies = [city.other_department, city.other_unit]
    return open_task(city.other_department, terms, bodies=bodies, actor=actor(reviewer), person=reviewer)


_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8ffff3f0005fe02fea7b4a4d50000000049454e44ae426082"
)
