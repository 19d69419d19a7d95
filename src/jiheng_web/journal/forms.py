"""How the journal is filtered."""

from __future__ import annotations

from django import forms

from jiheng_web.journal.words import ACTS


class FilterForm(forms.Form):
    """Which entries are wanted; everything may be left open."""

    act = forms.ChoiceField(label="事项", choices=[("", "全部事项"), *ACTS.items()], required=False)
    who = forms.CharField(label="人员", max_length=60, required=False)
    body = forms.CharField(label="单位", max_length=120, required=False)
    result = forms.ChoiceField(
        label="结果",
        choices=[("", "全部结果"), ("done", "已办理"), ("refused", "被拒绝")],
        required=False,
    )
    since = forms.DateField(label="从", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="到", required=False, widget=forms.DateInput(attrs={"type": "date"}))
