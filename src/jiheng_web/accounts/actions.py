"""Everything that writes people, bodies, roles and sessions."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils import timezone

from jiheng_web import rights
from jiheng_web.accounts.models import ADMINISTRATORS, Body, BodyKind, Membership, Person, Role, SignIn
from jiheng_web.errors import InputRefused
from jiheng_web.journal.actions import Actor, record
from jiheng_web.middleware import address_of
from jiheng_web.writing import writing


def add_body(name: str, kind: BodyKind, *, parent: Body | None, actor: Actor, code: str = "") -> Body:
    """Add a body to the tree.

    Raises:
        InputRefused: No name, or the parent has a body of this name.
    """
    wanted = name.strip()
    if not wanted:
        raise InputRefused("请填写单位名称。")
    if Body.objects.filter(parent=parent, name=wanted).exists():
        raise InputRefused(f"“{parent or '根'}”下面已经有“{wanted}”。")
    with writing():
        body = Body.objects.create(name=wanted, kind=kind, code=code, parent=parent, path="/")
        body.place()
        body.save(update_fields=["path"])
        record(actor, "add_body", ("body", body.pk), f"增加单位“{wanted}”", body=body.pk)
    return body


def add_person(
    username: str, full_name: str, password: str, *, actor: Actor, must_change: bool = True
) -> Person:
    """Add someone who can sign in. The password was checked by the form.

    Raises:
        InputRefused: The name is taken.
    """
    name = username.strip().lower()
    if Person.objects.filter(username=name).exists():
        raise InputRefused(f"用户名“{name}”已经有人使用。")
    with writing():
        person = Person(username=name, full_name=full_name.strip(), must_change_password=must_change)
        person.set_password(password)
        person.password_changed_at = timezone.now()
        person.full_clean(exclude=["password"])
        person.save()
        record(actor, "add_person", ("person", person.pk), f"增加人员 {name}")
    return person


def give_role(person: Person, body: Body, role: Role, *, actor: Actor) -> Membership:
    """Give a person a role at a body.

    Raises:
        InputRefused: Duties that have to stay apart would meet in one person.
    """
    others = {Role(held) for held in person.memberships.values_list("role", flat=True)} - {role}
    if (role in ADMINISTRATORS and others) or others & ADMINISTRATORS:
        raise InputRefused("系统管理员、安全管理员、审计管理员须由不同的人担任，且不能兼任其他角色。")
    with writing():
        membership, is_new = Membership.objects.get_or_create(person=person, body=body, role=role)
        if is_new:
            words = f"授予 {person.username} 在“{body}”的角色：{role.label}"
            record(actor, "give_role", ("person", person.pk), words, body=body.pk)
    return membership


def sign_in(request: HttpRequest, person: Person) -> None:
    """Start a session for someone who proved who they are, under a new key."""
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    if request.session.session_key is None:
        request.session.save()
    now = timezone.now()
    with writing():
        SignIn.objects.update_or_create(
            session_key=str(request.session.session_key),
            defaults={
                "person": person,
                "address": address_of(request),
                "agent": request.headers.get("User-Agent", "")[:200],
                "at": now,
                "last_seen": now,
            },
        )
        record(rights.actor_of(request), "sign_in", ("person", person.pk), f"{person.username} 登录")
