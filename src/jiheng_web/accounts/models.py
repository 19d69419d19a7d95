"""Bodies, people, roles, sessions, tokens."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models


class Role(models.TextChoices):
    """What a person does at a body. The three administrators see no packages."""

    CLERK = "clerk", "填报人"
    UNIT_HEAD = "unit_head", "单位负责人"
    DEPARTMENT_REVIEWER = "department_reviewer", "主管部门审核"
    FINANCE_REVIEWER = "finance_reviewer", "财政审核"
    AUDITOR = "auditor", "审计"
    SYSTEM_ADMINISTRATOR = "system_administrator", "系统管理员"
    SECURITY_ADMINISTRATOR = "security_administrator", "安全管理员"
    AUDIT_ADMINISTRATOR = "audit_administrator", "审计管理员"


ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR})
"""Separated duties: nobody holds two of them, and none of them together with another role."""


class BodyKind(models.TextChoices):
    """What a body is in the tree."""

    CITY = "city", "市（县、区）"
    DEPARTMENT = "department", "主管部门"
    UNIT = "unit", "预算单位"


class Body(models.Model):
    """A public body. ``path`` holds the numbers of all bodies above and its own: ``/1/7/23/``."""

    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类别", max_length=20, choices=BodyKind)
    code = models.CharField(
        "单位代码",
        max_length=30,
        blank=True,
        validators=[RegexValidator(r"^[0-9A-Za-z_-]*$", "只用数字和字母。")],
    )
    parent = models.ForeignKey(
        "self", verbose_name="上级", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=400, db_index=True, editable=False)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["path"]
        verbose_name = "单位"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["parent", "name"], name="one_name_under_a_parent")
        ]

    def __str__(self) -> str:
        return self.name

    def place(self) -> None:
        """Set the path from the parent's; the body must have been saved once."""
        self.path = f"{self.parent.path if self.parent else '/'}{self.pk}/"

    def is_under(self, other: Body) -> bool:
        """Whether this is the other body or stands below it."""
        return self.path.startswith(other.path)

    def ancestor_ids(self) -> list[int]:
        """Return the numbers of all bodies above and its own, from the root down."""
        return [int(part) for part in self.path.strip("/").split("/")]

    @property
    def depth(self) -> int:
        """0 for a root."""
        return self.path.count("/") - 2


class People(BaseUserManager["Person"]):
    """How people are found when they sign in."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """Return the person of a sign-in name; capitals make no difference."""
        return self.get(username=(username or "").lower())


class Person(AbstractBaseUser):
    """Someone who can sign in. People are never deleted: the journal names them."""

    username = models.CharField(
        "用户名",
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9._-]{1,59}$", "用小写字母、数字、点和短横，至少两位。")],
    )
    full_name = models.CharField("姓名", max_length=60)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    is_active = models.BooleanField("可以登录", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = People()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        ordering: ClassVar[list[str]] = ["username"]
        verbose_name = "人员"

    def __str__(self) -> str:
        return self.full_name


class Membership(models.Model):
    """A role that a person holds at a body."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField("角色", max_length=30, choices=Role)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["body__path", "role"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "body", "role"], name="one_membership")
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.get_role_display()}"


class SignIn(models.Model):
    """A session as its owner sees it in the list of sessions."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    address = models.CharField(max_length=45)
    agent = models.CharField(max_length=200)
    at = models.DateTimeField()
    last_seen = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-last_seen"]

    def __str__(self) -> str:
        return f"{self.person} {self.address}"


class Token(models.Model):
    """A key for programs that act for a person through the API; only its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField("用途", max_length=60)
    start = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField("到期")
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at"]

    def __str__(self) -> str:
        return self.name


class PasswordBefore(models.Model):
    """The hash of a password that a person had: the latest of them cannot be chosen again."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passwords_before")
    hashed = models.CharField(max_length=128)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.person} {self.at:%Y-%m-%d}"


class PasswordReset(models.Model):
    """A link that sets a new password once; only its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="resets")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person} {self.expires_at:%Y-%m-%d}"


class RecoveryCode(models.Model):
    """A code that stands in once for the second factor; only its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "digest"], name="one_code_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.person} {'used' if self.used_at else 'unused'}"
