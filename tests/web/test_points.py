"""Points to mend pinned to cells and answered one by one; marks of a re-review."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from jiheng_web.approvals.models import Recheck, Remark, Reply
from jiheng_web.filings.models import Filing
from jiheng_web.journal.models import Entry
from tests.web.conftest import City, form_of
from tests.web.reviewing import pin, submitted

SignIn = Callable[[str], Client]


# Points to mend -------------------------------------------------------------------------------------------


def test_a_point_is_pinned_answered_and_settled(city: City, sign_in: SignIn) -> None:
    filing, row = submitted(city, "approve")
    reviewer, clerk = sign_in("department_reviewer"), sign_in("clerk")

    assert pin(reviewer, filing, row) == 302
    remark = Remark.objects.get()
    assert (remark.cell_text, remark.path) == ("30家", f"indicators/{row}/achieved")
    city.moved(filing, "send_back")
    submit = {"act": "submit", "seen_hash": filing.content_hash}
    refused = clerk.post(f"/filings/{filing.pk}/move", submit)
    answered = clerk.post(
        f"/filings/{filing.pk}/remarks/{remark.pk}/answer", {"text": "已核实，改为 41 家。"}
    )
    taken = clerk.post(f"/filings/{filing.pk}/move", submit)

    assert (refused.status_code, answered.status_code, taken.status_code) == (409, 302, 302)
    assert "还有 1 条整改要点没有答复" in refused.content.decode()
    city.moved(filing, "approve")
    page = reviewer.get(f"/filings/{filing.pk}/review?view=points").content.decode()
    assert "已核实，改为 41 家。" in page
    assert "培训企业 实际完成值" in page
    settled = reviewer.post(f"/filings/{filing.pk}/remarks/{remark.pk}/settle", {"text": "属实"})
    remark.refresh_from_db()
    assert (settled.status_code, remark.status) == (302, "settled")
    kinds = Reply.objects.order_by("pk").values_list("kind", "by__username")
    assert list(kinds) == [("answer", "clerk"), ("settle", "department_reviewer")]
    acts = set(Entry.objects.values_list("act", flat=True))
    assert {"remark", "answer_remark", "settle_remark"} <= acts


def test_a_reopened_point_has_to_be_answered_again(city: City, sign_in: SignIn) -> None:
    filing, row = submitted(city)
    head, clerk = sign_in("head"), sign_in("clerk")
    pin(head, filing, row)
    remark = Remark.objects.get()
    url = f"/filings/{filing.pk}/remarks/{remark.pk}"

    early = head.post(f"{url}/reopen", {"text": "不够"}).status_code
    clerk.post(f"{url}/answer", {"text": "已改"})
    no_reason = head.post(f"{url}/reopen", {"text": " "}).status_code
    taken = head.post(f"{url}/reopen", {"text": "佐证没有附上"}).status_code
    city.moved(filing, "send_back")
    refused = clerk.post(f"/filings/{filing.pk}/move", {"act": "submit", "seen_hash": filing.content_hash})

    assert (early, no_reason, taken, refused.status_code) == (409, 400, 302, 409)
    remark.refresh_from_db()
    assert remark.status == "open"
    assert remark.answer == "已改"


@pytest.mark.parametrize(
    ("name", "status"), [("clerk", 403), ("auditor", 403), ("finance_reviewer", 403), ("outsider", 404)]
)
def test_points_are_made_by_whose_desk_it_lies_on(
    city: City, sign_in: SignIn, name: str, status: int
) -> None:
    filing, row = submitted(city, "approve")

    assert pin(sign_in(name), filing, row) == status
    assert not Remark.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"text": ""},
        {"text": "x" * 1001},
        {"text": "请核实", "form_key": "nowhere", "path": "total/score"},
        {"text": "请核实", "path": "indicators/zzzz/id"},
        {"text": "请核实", "path": "../../etc"},
    ],
)
def test_points_that_make_no_sense_are_refused(city: City, sign_in: SignIn, sent: dict[str, str]) -> None:
    filing, _ = submitted(city)
    given = {"form_key": form_of(filing).key, **sent}

    assert sign_in("head").post(f"/filings/{filing.pk}/remarks", given).status_code == 400
    assert not Remark.objects.exists()


def test_who_may_answer_settle_and_take_back(city: City, sign_in: SignIn) -> None:
    filing, row = submitted(city)
    pin(sign_in("head"), filing, row)
    remark = Remark.objects.get()
    url = f"/filings/{filing.pk}/remarks/{remark.pk}"
    statuses = {
        (name, act): sign_in(name).post(f"{url}/{act}", {"text": "好"}).status_code
        for name in ("department_reviewer", "auditor", "outsider")
        for act in ("answer", "settle", "reopen", "remove")
    }

    assert {code for (name, _), code in statuses.items() if name == "outsider"} == {404}
    assert {code for (name, _), code in statuses.items() if name != "outsider"} <= {403, 409}
    assert sign_in("head").get(f"{url}/answer").status_code == 405
    remark.refresh_from_db()
    assert remark.status == "open"
    assert sign_in("head").post(f"{url}/remove").status_code == 302
    assert not Remark.objects.exists()


def test_a_point_of_another_filing_is_not_found(city: City, sign_in: SignIn) -> None:
    filing, row = submitted(city)
    pin(sign_in("head"), filing, row)
    other = city.filing(city.sibling)

    answer = sign_in("finance_reviewer").post(f"/filings/{other.pk}/remarks/{Remark.objects.get().pk}/settle")

    assert answer.status_code in {403, 404}


# Marks of a re-review -------------------------------------------------------------------------------------


def _marks(client: Client, filing: Filing, row: str, score: str, reason: str) -> int:
    url = f"/filings/{filing.pk}/rechecks/{form_of(filing).key}"
    return client.post(url, {f"{row}-score": score, f"{row}-reason": reason}).status_code


def test_a_mark_stands_beside_self_and_recomputed_score(city: City, sign_in: SignIn) -> None:
    filing, row = submitted(city, "approve", "approve")
    client = sign_in("finance_reviewer")

    assert _marks(client, filing, row, "7.5", "按比例计分") == 302
    recheck = Recheck.objects.get()
    assert (recheck.score, recheck.reason, recheck.revision.content_hash) == (
        Decimal("7.5"), "按比例计分", filing.content_hash
    )  # fmt: skip
    page = client.get(f"/filings/{filing.pk}/review?view=tables&form={form_of(filing).key}")
    assert page.context["given"][row].score == Decimal("7.5")
    own = sum(
        line.reported if line.reported is not None else line.low
        for line in page.context["review"].lines(form_of(filing).key).values()
    )
    assert page.context["rechecked"] == own - Decimal(10) + Decimal("7.5")

    _marks(client, filing, row, "8", "补充佐证后调整")
    assert Recheck.objects.get().score == Decimal(8)
    _marks(client, filing, row, "", "")
    assert not Recheck.objects.exists()
    assert Entry.objects.filter(act="recheck").count() == 3


@pytest.mark.parametrize(
    ("score", "reason", "words"),
    [
        ("7.5", "", "请写明理由"),
        ("", "理由", "请填复核得分"),
        ("10.5", "超过", "不能超过分值 10"),
        ("-1", "负数", "不能小于 0"),
        ("七分", "中文", "请填数字"),
        ("NaN", "非数", "请填数字"),
        ("7.555", "三位", "最多两位小数"),
    ],
)
def test_marks_that_make_no_sense_come_back_with_what_was_typed(
    city: City, sign_in: SignIn, score: str, reason: str, words: str
) -> None:
    filing, row = submitted(city)
    url = f"/filings/{filing.pk}/rechecks/{form_of(filing).key}"

    answer = sign_in("head").post(url, {f"{row}-score": score, f"{row}-reason": reason})

    assert answer.status_code == 400
    assert words in answer.content.decode()
    if reason:
        assert f'value="{reason}"' in answer.content.decode()
    assert not Recheck.objects.exists()


def test_marks_are_given_by_whose_desk_it_lies_on(city: City, sign_in: SignIn) -> None:
    filing, row = submitted(city)

    statuses = {
        name: _marks(sign_in(name), filing, row, "5", "理由") for name in ("clerk", "auditor", "outsider")
    }

    assert statuses == {"clerk": 403, "auditor": 403, "outsider": 404}
    assert sign_in("head").get(f"/filings/{filing.pk}/rechecks/{form_of(filing).key}").status_code == 405
    assert (
        _marks(sign_in("head"), filing, "zzzz", "5", "理由") == 302
    )  # a row that is not there is passed over
    assert not Recheck.objects.exists()
