"""What reviewers and units send: moves, points to mend, marks."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django import forms

from jiheng_web.approvals.actions import LONGEST_COMMENT, Wanted
from jiheng_web.approvals.remark_actions import Mark, Point


class MoveForm(forms.Form):
    """A step of the route."""

    act = forms.CharField(max_length=20)
    seen_hash = forms.CharField(max_length=64, required=False)
    seen_state = forms.CharField(max_length=20, required=False)
    comment = forms.CharField(max_length=LONGEST_COMMENT, required=False)

    def wanted(self) -> Wanted:
        """Return what is asked for, of a form that is valid."""
        found = self.cleaned_data
        return Wanted(found["act"], found["seen_hash"], found["comment"], found["seen_state"])


class RemarkForm(forms.Form):
    """A point to mend."""

    text = forms.CharField(max_length=1000, error_messages={"required": "请写明要整改什么。"})
    form_key = forms.CharField(max_length=12, required=False)
    path = forms.CharField(max_length=120, required=False)
    rule = forms.CharField(max_length=20, required=False)

    def point(self) -> Point:
        """Return the point, of a form that is valid."""
        found = self.cleaned_data
        return Point(found["text"], found["form_key"], found["path"], found["rule"])


class ReplyForm(forms.Form):
    """Words on a point."""

    text = forms.CharField(max_length=1000, required=False)


class RecheckForm(forms.Form):
    """A reviewer's mark for one line; the row's id is the prefix."""

    score = forms.DecimalField(
        min_value=0,
        max_digits=6,
        decimal_places=2,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "cell num"}),
        error_messages={
            "invalid": "请填数字。",
            "min_value": "不能小于 0。",
            "max_decimal_places": "最多两位小数。",
            "max_digits": "数字太长。",
            "max_whole_digits": "数字太长。",
        },
    )
    reason = forms.CharField(
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "cell"}),
    )

    def __init__(
        self,
        row: str,
        name: str,
        most: Decimal | None,
        *,
        data: Mapping[str, object] | None,
        kept: Mark | None,
    ) -> None:
        initial = {"score": kept.score, "reason": kept.reason} if kept else {}
        super().__init__(data=data, prefix=row, initial=initial)
        self.row = row
        self._most = most
        self.fields["score"].widget.attrs["aria-label"] = f"{name}的复核得分"
        self.fields["reason"].widget.attrs["aria-label"] = f"{name}的复核理由"

    def clean(self) -> dict[str, object]:
        """Ask for a reason with every mark, and for no more marks than the line has."""
        values: dict[str, object] = dict(super().clean() or self.cleaned_data)
        score, reason = values.get("score"), str(values.get("reason") or "").strip()
        if isinstance(score, Decimal) and self._most is not None and score > self._most:
            self.add_error("score", f"不能超过分值 {self._most.normalize():f}。")
        if isinstance(score, Decimal) and not reason:
            self.add_error("reason", "请写明理由。")
        if score is None and reason and "score" not in self.errors:
            self.add_error("score", "请填复核得分。")
        return values

    def mark(self) -> Mark:
        """Return the mark, of a form that is valid."""
        return Mark(self.cleaned_data["score"], self.cleaned_data["reason"])
