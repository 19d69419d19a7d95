"""Everything that writes people, bodies and roles."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone

from jiheng_web.accounts.models import ADMINISTRATORS, Body, BodyKind, Membership, Person, Role
from jiheng_web.accounts.session_actions import drop_sessions
from jiheng_web.accounts.tokens import revoke_all
from jiheng_web.errors import InputRefused, Refused
from jiheng_web.journal.actions import Actor, record
from jiheng_web.writing import writing


def add_body(name: str, kind: BodyKind, *, parent: Body | None, actor: Actor, code: str = "") -> Body:
    """Add a body to the tree.

    Raises:
        InputRefused: No name, or the parent has a body of this name.
    """
    wanted = name.strip()
    if not wanted:
        raise InputRefused("请填写单位名称。")
    _check(Body(name=wanted, kind=kind, code=code, parent=parent))
    if Body.objects.filter(parent=parent, name=wanted).exists():
        raise InputRefused(f"“{parent or '根'}”下面已经有“{wanted}”。")
    with writing():
        body = Body.objects.create(name=wanted, kind=kind, code=code, parent=parent, path="/")
        body.place()
        body.save(update_fields=["path"])
        record(actor, "add_body", ("body", body.pk), f"增加单位“{wanted}”", body=body.pk)
    return body


def add_person(
    username: str,
    full_name: str,
    password: str,
    *,
    actor: Actor,
    must_change: bool = True,
    phone: str = "",
) -> Person:
    """Add someone who can sign in. The password was checked by the form, or made.

    Raises:
        InputRefused: The name is taken, or something has not the shape it must have.
    """
    return add_hashed_person(
        username, full_name, make_password(password), actor=actor, must_change=must_change, phone=phone
    )


def add_hashed_person(
    username: str,
    full_name: str,
    hashed: str,
    *,
    actor: Actor,
    must_change: bool = True,
    phone: str = "",
) -> Person:
    """Add someone whose password was hashed before, outside the transaction.

    Raises:
        InputRefused: The name is taken, or something has not the shape it must have.
    """
    name = username.strip().lower()
    person = Person(
        username=name,
        full_name=full_name.strip(),
        phone=phone.strip(),
        password=hashed,
        must_change_password=must_change,
        password_changed_at=timezone.now(),
    )
    _check(person)
    if Person.objects.filter(username=name).exists():
        raise InputRefused(f"用户名“{name}”已经有人使用。")
    with writing():
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


def change_person(person: Person, full_name: str, phone: str, *, actor: Actor) -> None:
    """Correct a person's name and telephone.

    Raises:
        InputRefused: No name.
    """
    person.full_name, person.phone = full_name.strip(), phone.strip()
    _check(person)
    with writing():
        person.save(update_fields=["full_name", "phone"])
        record(actor, "change_person", ("person", person.pk), f"修改人员 {person.username} 的姓名或电话")


def _check(record_: Person | Body) -> None:
    try:
        record_.full_clean(exclude=["password", "path"], validate_unique=False, validate_constraints=False)
    except ValidationError as refused:
        raise InputRefused("；".join(refused.messages)) from refused


def switch_person(person: Person, *, active: bool, actor: Actor) -> None:
    """Let a person sign in, or not any more: then all sessions and keys end.

    Raises:
        Refused: The last administrator of a kind would be gone.
    """
    with writing():
        if not active:
            for role in person.memberships.filter(role__in=ADMINISTRATORS).values_list("role", flat=True):
                _keep_one(Role(role), person)
            drop_sessions(person)
            revoke_all(person)
        person.is_active = active
        person.save(update_fields=["is_active"])
        words = f"{'恢复' if active else '停用'}人员 {person.username}"
        record(actor, "activate" if active else "deactivate", ("person", person.pk), words)


def _keep_one(role: Role, person: Person) -> None:
    """Refuse to leave a duty of administration to nobody; two at once wait for each other here."""
    holders = Membership.objects.select_for_update().filter(
        role=role, person__is_active=True, body__is_active=True
    )
    if not any(one.person_id != person.pk for one in holders):
        raise Refused(f"{person} 是最后一名在用的{role.label}，须先有人接任。")


def take_role(membership: Membership, *, actor: Actor) -> None:
    """Take a role from a person.

    Raises:
        Refused: The last administrator of a kind would be gone.
    """
    role, person, body = Role(membership.role), membership.person, membership.body
    with writing():
        if role in ADMINISTRATORS and person.is_active:
            _keep_one(role, person)
        membership.delete()
        words = f"收回 {person.username} 在“{body}”的角色：{role.label}"
        record(actor, "take_role", ("person", person.pk), words, body=body.pk)


def change_body(body: Body, name: str, kind: BodyKind, code: str, *, actor: Actor) -> None:
    """Rename a body, correct its kind or code.

    Raises:
        InputRefused: No name, or a sibling has it.
    """
    before, body.name, body.kind, body.code = body.name, name.strip(), kind, code.strip()
    _check(body)
    if Body.objects.filter(parent=body.parent_id, name=body.name).exclude(pk=body.pk).exists():
        raise InputRefused(f"同一上级下面已经有“{body.name}”。")
    with writing():
        body.save(update_fields=["name", "kind", "code"])
        words = f"修改单位“{before}”{f'，改名“{body.name}”' if before != body.name else ''}"
        record(actor, "change_body", ("body", body.pk), words, body=body.pk)


def move_body(body: Body, parent: Body, *, actor: Actor) -> None:
    """Put a body, with all below it, under another one.

    Raises:
        InputRefused: Under itself, or under a parent that has a body of this name.
    """
    with writing():
        moved = Body.objects.select_for_update().get(pk=body.pk)
        under = Body.objects.select_for_update().get(pk=parent.pk)
        if under.is_under(moved):
            raise InputRefused("不能移到自己或自己的下级单位下面。")
        if under.children.filter(name=moved.name).exclude(pk=moved.pk).exists():
            raise InputRefused(f"“{under}”下面已经有“{moved}”。")
        before, moved.parent = moved.path, under
        moved.place()
        moved.save(update_fields=["parent", "path"])
        rest = Concat(Value(moved.path), Substr(F("path"), len(before) + 1))
        Body.objects.filter(path__startswith=before).exclude(pk=moved.pk).update(path=rest)
        words = f"把“{moved}”移到“{under}”下面"
        record(actor, "move_body", ("body", moved.pk), words, body=moved.pk)


def switch_body(body: Body, *, active: bool, actor: Actor) -> None:
    """Take a body out of use, or back: roles held at a body out of use count for nothing.

    Raises:
        Refused: Bodies in use stand below, or an administrator's role is held here alone.
    """
    with writing():
        if not active:
            if Body.objects.filter(path__startswith=body.path, is_active=True).exclude(pk=body.pk).exists():
                raise Refused(f"“{body}”还有在用的下级单位，请先停用或移走它们。")
            for role in ADMINISTRATORS:
                here = Membership.objects.filter(role=role, person__is_active=True, body__is_active=True)
                if here.exists() and not here.exclude(body=body).exists():
                    raise Refused(f"{role.label}的角色设在“{body}”，请先移到其他单位。")
        body.is_active = active
        body.save(update_fields=["is_active"])
        words = f"{'恢复' if active else '停用'}单位“{body}”"
        record(actor, "activate" if active else "deactivate", ("body", body.pk), words, body=body.pk)
