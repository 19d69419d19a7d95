"""What people send about themselves, and administrators about people and bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from jiheng_web.accounts.models import Body, BodyKind, Person, Role

_LARGEST_LIST = 5 * 1024 * 1024
if TYPE_CHECKING:  # Django's classes take parameters for the type checker only
    _PersonForm = forms.ModelForm[Person]
    _BodyField = forms.ModelChoiceField[Body]
else:
    _PersonForm, _BodyField = forms.ModelForm, forms.ModelChoiceField


class SignInForm(AuthenticationForm):
    """Name and password; the second factor is asked on a page of its own."""

    username = forms.CharField(
        label="用户名",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    error_messages = {  # noqa: RUF012 - Django reads it from the class
        "invalid_login": "用户名或密码不对。连续输错 5 次，该账号在这台电脑上锁定半小时。",
        "inactive": "用户名或密码不对。连续输错 5 次，该账号在这台电脑上锁定半小时。",
    }

    def clean_username(self) -> str:
        """Return the name as it is kept: wrong passwords are counted for one spelling."""
        return str(self.cleaned_data["username"]).strip().lower()


class CodeForm(forms.Form):
    """A code from the telephone, or one to recover with."""

    code = forms.CharField(
        label="验证码",
        max_length=30,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "inputmode": "text"}
        ),
        help_text="手机验证器上的六位数字；手机不在身边时，输入一个恢复码。",
    )


class EnrolForm(forms.Form):
    """The first code of a telephone that is being set up."""

    code = forms.CharField(
        label="手机上显示的六位数字",
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


def _password(label: str, autocomplete: str, words: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        help_text=words,
    )


class _PersonsForm(forms.Form):
    """What one person sends about themselves."""

    def __init__(self, person: Person, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type] # a request's QueryDict, or None
        self.person = person


class NewPasswordForm(_PersonsForm):
    """A new password, twice."""

    new = _password(
        "新密码",
        "new-password",
        "至少 10 位，含大写字母、小写字母、数字、符号中的三种；不能与用户名相近，不能是常见密码。",
    )
    again = _password("再输一次新密码", "new-password")

    def clean_new(self) -> str:
        """Return a password that keeps the rules."""
        new = str(self.cleaned_data["new"])
        validate_password(new, self.person)
        return new

    def clean(self) -> dict[str, object]:
        """Refuse two that differ."""
        cleaned = super().clean() or {}
        if "new" in cleaned and cleaned["new"] != cleaned.get("again"):
            self.add_error("again", "两次输入的新密码不一样。")
        return cleaned


class PresentPasswordForm(_PersonsForm):
    """The present password, asked again before something grave."""

    present = _password("现在的密码", "current-password")

    def clean_present(self) -> str:
        """Refuse a wrong one."""
        present = str(self.cleaned_data["present"])
        if not self.person.check_password(present):
            raise ValidationError("现在的密码不对。")
        return present


class ChangePasswordForm(NewPasswordForm, PresentPasswordForm):
    """The present password and a new one."""

    field_order = ("present", "new", "again")


class TokenForm(forms.Form):
    """A key for a program."""

    name = forms.CharField(
        label="用途",
        max_length=60,
        help_text="写明哪个系统使用，例如“财务系统推送基础数据”。",
    )
    days = forms.TypedChoiceField(
        label="有效期",
        coerce=int,
        choices=((30, "30 天"), (90, "90 天"), (180, "180 天"), (365, "365 天")),
        initial=90,
    )


class PersonForm(_PersonForm):
    """Who someone is; the password is made by the system."""

    class Meta:
        """The columns that an administrator fills in; no others are taken."""

        model = Person
        fields = ("username", "full_name", "phone")
        help_texts = {"username": "小写字母、数字、点和短横，至少两位；以后不能改。"}  # noqa: RUF012 - Django's Meta

    def clean_username(self) -> str:
        """Return the name as it is kept."""
        return str(self.cleaned_data["username"]).strip().lower()


class ChangePersonForm(_PersonForm):
    """What can be corrected later."""

    class Meta:
        """Everything but the sign-in name, which the journal names."""

        model = Person
        fields = ("full_name", "phone")


class BodyForm(forms.Form):
    """A body: its name, kind and code."""

    name = forms.CharField(label="单位名称", max_length=120)
    kind = forms.ChoiceField(label="类别", choices=BodyKind.choices)
    code = forms.RegexField(
        r"^[0-9A-Za-z_-]*$",
        label="单位代码",
        max_length=30,
        required=False,
        error_messages={"invalid": "只用数字和字母。"},
        help_text="部门预算代码；导入名单时可用它代替名称。",
    )


class BodyChoice(_BodyField):
    """A body, shown at its depth in the tree."""

    def label_from_instance(self, obj: Body) -> str:
        """Return the name, set in by its depth."""
        return f"{'　' * obj.depth}{obj.name}"


class ParentForm(forms.Form):
    """Where a body stands."""

    parent = BodyChoice(label="上级单位", queryset=Body.objects.filter(is_active=True), empty_label=None)


class RoleForm(forms.Form):
    """A role at a body."""

    body = BodyChoice(label="单位", queryset=Body.objects.filter(is_active=True), empty_label="请选择单位")
    role = forms.ChoiceField(label="角色", choices=Role.choices)


class ListForm(forms.Form):
    """A list as a spreadsheet."""

    file = forms.FileField(label="名单文件", help_text="xlsx、xls、ods 或 csv；第一行是列名。")

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse what is too large to be a list."""
        file = self.cleaned_data["file"]
        assert isinstance(file, UploadedFile)  # noqa: S101 - what the field gives
        if (file.size or 0) > _LARGEST_LIST:
            raise ValidationError("名单文件不能超过 5 MB。")
        return file
