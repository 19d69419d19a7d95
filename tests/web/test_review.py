"""Reviewing a filing: moves from the page, what changed, points pinned to cells, marks of a re-review."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from jiheng_web.approvals.models import Recheck, Remark, Reply, Step
from jiheng_web.filings.actions import save_changes
from jiheng_web.filings.content import Set
from jiheng_web.filings.models import Filing, State
from jiheng_web.journal.models import Entry
from tests.web.conftest import City, actor, form_of

SignIn = Callable[[str], Client]
VIEWS = ("overview", "tables", "findings", "points", "document")


def _fill(city: City, filing: Filing, **cells: str) -> str:
    """Write cells of the department table's first indicator; return the row's id."""
    form, clerk = form_of(filing), city.people["clerk"]
    row = form.content["indicators"][0]
    operations = [Set(f"indicators/{row['id']}/{name}", row[name], value) for name, value in cells.items()]
    save_changes(form, operations, batch=uuid.uuid4(), seen=form.version, actor=actor(clerk), person=clerk)
    filing.refresh_from_db()
    return str(row["id"])


def _submitted(city: City, *acts: str) -> tuple[Filing, str]:
    filing = city.started()
    row = _fill(city, filing, name="培训企业", target="≥40家", achieved="30家", max_score="10", score="10")
    return city.moved(filing, "submit", *acts), row


def _move(client: Client, filing: Filing, act: str, **more: str) -> int:
    sent = {"act": act, "seen_hash": filing.content_hash, "seen_state": filing.state, **more}
    return client.post(f"/filings/{filing.pk}/move", sent).status_code


def _remark(client: Client, filing: Filing, row: str, text: str = "完成值与报告不符，请核实。") -> int:
    sent = {"form_key": form_of(filing).key, "path": f"indicators/{row}/achieved", "text": text}
    return client.post(f"/filings/{filing.pk}/remarks", sent).status_code


# Moves ----------------------------------------------------------------------------------------------------


def test_a_head_approves_from_the_page(city: City, sign_in: SignIn) -> None:
    filing, _ = _submitted(city)
    client = sign_in("head")

    page = client.get(f"/filings/{filing.pk}/review").content.decode()
    status = _move(client, filing, "approve", comment="同意")

    assert filing.content_hash in page
    assert status == 302
    step = Step.objects.get(act="approve")
    assert (step.content_hash, step.comment, step.role) == (filing.content_hash, "同意", "unit_head")
    assert city.filing().state == State.WITH_DEPARTMENT


def test_the_second_reviewer_is_told_who_was_first(city: City, sign_in: SignIn) -> None:
    filing, _ = _submitted(city, "approve")
    client = sign_in("department_reviewer")
    seen = Filing.objects.get(pk=filing.pk)

    first = _move(client, seen, "approve")
    second = client.post(
        f"/filings/{filing.pk}/move",
        {"act": "approve", "seen_hash": seen.content_hash, "seen_state": seen.state},
    )

    assert (first, second.status_code) == (302, 409)
    assert "department_reviewer 已于" in second.content.decode()
    assert "同意并报财政" in second.content.decode()
    assert city.filing().state == State.WITH_FINANCE


def test_a_second_click_does_not_take_the_next_desks_step(city: City, sign_in: SignIn) -> None:
    from jiheng_web.accounts.actions import give_role  # noqa: PLC0415 - only this test gives a second role
    from jiheng_web.accounts.models import Role  # noqa: PLC0415 - as above
    from jiheng_web.journal.actions import SYSTEM  # noqa: PLC0415 - as above

    filing, _ = _submitted(city, "approve")
    person = city.people["department_reviewer"]
    give_role(person, city.body, Role.FINANCE_REVIEWER, actor=SYSTEM)
    client, seen = sign_in("department_reviewer"), Filing.objects.get(pk=filing.pk)

    statuses = [_move(client, seen, "approve") for _ in range(2)]

    assert statuses == [302, 409]
    assert city.filing().state == State.WITH_FINANCE


@pytest.mark.parametrize(
    ("name", "status"),
    [("outsider", 404), ("sibling_clerk", 404), ("auditor", 403), ("finance_reviewer", 403)],
)
def test_who_may_not_approve(city: City, sign_in: SignIn, name: str, status: int) -> None:
    filing, _ = _submitted(city)

    assert _move(sign_in(name), filing, "approve") == status
    assert sign_in(name).get(f"/filings/{filing.pk}/move").status_code == 405
    assert city.filing().state == State.WITH_HEAD


def test_an_edit_voids_the_approvals_of_what_was_before(city: City, sign_in: SignIn) -> None:
    filing, _ = _submitted(city, "approve", "send_back")
    client = sign_in("clerk")
    before = client.get(f"/filings/{filing.pk}/review").content.decode()
    _fill(city, filing, achieved="41家")

    after = client.get(f"/filings/{filing.pk}/review").content.decode()

    assert "已失效（内容已改）" not in before
    assert after.count("已失效（内容已改）") == 1
    assert "单位正在修改" in after


def test_a_step_is_taken_back_reopened_published_and_taken_down(city: City, sign_in: SignIn) -> None:
    filing, _ = _submitted(city)
    clerk, finance = sign_in("clerk"), sign_in("finance_reviewer")

    assert _move(clerk, filing, "withdraw") == 302
    assert city.filing().state == State.DRAFTING
    filing = city.moved(city.filing(), "submit", "approve", "approve", "approve")
    assert _move(finance, filing, "reopen") == 400
    assert _move(finance, filing, "publish") == 302
    filing.refresh_from_db()
    assert _move(finance, filing, "unpublish", comment="附件有误") == 302
    filing.refresh_from_db()
    assert _move(finance, filing, "reopen", comment="附件有误，请改正") == 302
    assert city.filing().state == State.RETURNED


# What is shown --------------------------------------------------------------------------------------------


def test_nothing_is_shown_before_the_first_submission(city: City, sign_in: SignIn) -> None:
    filing = city.started()

    assert sign_in("finance_reviewer").get(f"/filings/{filing.pk}/review").status_code == 403
    assert "还没有提交过" in sign_in("clerk").get(f"/filings/{filing.pk}/review").content.decode()


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_shows_and_strangers_find_nothing(city: City, sign_in: SignIn, view: str) -> None:
    filing, _ = _submitted(city)
    url = f"/filings/{filing.pk}/review?view={view}"

    for name in ("clerk", "head", "department_reviewer", "finance_reviewer", "auditor"):
        assert sign_in(name).get(url).status_code == 200, name
    for name in ("outsider", "sibling_head", "other_reviewer"):
        assert sign_in(name).get(url).status_code == 404, name
    assert sign_in("head").get(f"/filings/{filing.pk}/review?view=x").status_code == 404
    assert sign_in("head").get(f"/filings/{filing.pk}/review?view=tables&form=zzz").status_code == 404


def test_the_table_shows_self_score_beside_recomputed(city: City, sign_in: SignIn) -> None:
    filing, row = _submitted(city)
    url = f"/filings/{filing.pk}/review?view=tables&form={form_of(filing).key}"

    page = sign_in("head").get(url)

    line = page.context["sheet"].tables[2].rows[0].line
    assert (line.reported, line.low, line.high) == (Decimal(10), Decimal("7.5"), Decimal("7.5"))
    assert f'id="indicators/{row}/achieved"' in page.content.decode()
    findings = sign_in("head").get(f"/filings/{filing.pk}/review?view=findings&severity=error")
    assert "SCO-003" in [finding.rule for finding, _ in findings.context["findings"]]


def test_what_changed_since_the_return_is_listed_cell_by_cell(city: City, sign_in: SignIn) -> None:
    filing, row = _submitted(city, "approve", "send_back")
    _fill(city, filing, achieved="41家", score="9")
    city.moved(filing, "submit", "approve")

    page = sign_in("department_reviewer").get(f"/filings/{filing.pk}/review")
    table = sign_in("department_reviewer").get(
        f"/filings/{filing.pk}/review?view=tables&form={form_of(filing).key}"
    )

    changes = {(one.before, one.after) for one in page.context["review"].changes.changes}
    assert changes == {("30家", "41家"), ("10", "9")}
    assert "department_reviewer 退回的第 1 版" in page.content.decode()
    cells = {
        cell.path: cell.was
        for one in table.context["sheet"].tables
        for line in one.rows
        for cell in line.cells
    }
    assert {path for path, was in cells.items() if was is not None} == {
        f"indicators/{row}/achieved", f"indicators/{row}/score"
    }  # fmt: skip


def test_another_version_may_be_compared_with(city: City, sign_in: SignIn) -> None:
    filing, _ = _submitted(city, "send_back")
    for achieved in ("41家", "42家"):
        _fill(city, filing, achieved=achieved)
        city.moved(filing, "submit", "send_back")
    client = sign_in("clerk")

    def changes(since: str) -> set[tuple[str, str]]:
        shown = client.get(f"/filings/{filing.pk}/review?since={since}").context["review"].changes
        return {(one.before, one.after) for one in shown.changes}

    assert changes("1") == {("30家", "42家")}
    assert (
        changes("") == changes("2") == changes("3") == changes("x") == changes("9" * 30) == {("41家", "42家")}
    )


def test_lists_show_what_was_handed_in(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    _fill(city, filing, name="培训企业", target="≥40家", achieved="30家", max_score="10", score="10")

    _move(sign_in("clerk"), filing, "submit")

    filing = city.filing()
    assert filing.checked_hash == filing.content_hash
    assert filing.errors >= 1


def test_a_page_asks_the_same_number_of_questions_for_any_number_of_points(
    city: City, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    filing, row = _submitted(city)
    client = sign_in("head")
    for number in range(25):
        _remark(client, filing, row, f"第 {number} 点")

    for view in VIEWS:
        with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
            client.get(f"/filings/{filing.pk}/review?view={view}")
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        client.get(f"/filings/{filing.pk}/points")


# Points to mend -------------------------------------------------------------------------------------------


def test_a_point_is_pinned_answered_and_settled(city: City, sign_in: SignIn) -> None:
    filing, row = _submitted(city, "approve")
    reviewer, clerk = sign_in("department_reviewer"), sign_in("clerk")

    assert _remark(reviewer, filing, row) == 302
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
    filing, row = _submitted(city)
    head, clerk = sign_in("head"), sign_in("clerk")
    _remark(head, filing, row)
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
    filing, row = _submitted(city, "approve")

    assert _remark(sign_in(name), filing, row) == status
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
    filing, _ = _submitted(city)
    given = {"form_key": form_of(filing).key, **sent}

    assert sign_in("head").post(f"/filings/{filing.pk}/remarks", given).status_code == 400
    assert not Remark.objects.exists()


def test_who_may_answer_settle_and_take_back(city: City, sign_in: SignIn) -> None:
    filing, row = _submitted(city)
    _remark(sign_in("head"), filing, row)
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
    filing, row = _submitted(city)
    _remark(sign_in("head"), filing, row)
    other = city.filing(city.sibling)

    answer = sign_in("finance_reviewer").post(f"/filings/{other.pk}/remarks/{Remark.objects.get().pk}/settle")

    assert answer.status_code in {403, 404}


# Marks of a re-review -------------------------------------------------------------------------------------


def _marks(client: Client, filing: Filing, row: str, score: str, reason: str) -> int:
    url = f"/filings/{filing.pk}/rechecks/{form_of(filing).key}"
    return client.post(url, {f"{row}-score": score, f"{row}-reason": reason}).status_code


def test_a_mark_stands_beside_self_and_recomputed_score(city: City, sign_in: SignIn) -> None:
    filing, row = _submitted(city, "approve", "approve")
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
    filing, row = _submitted(city)
    url = f"/filings/{filing.pk}/rechecks/{form_of(filing).key}"

    answer = sign_in("head").post(url, {f"{row}-score": score, f"{row}-reason": reason})

    assert answer.status_code == 400
    assert words in answer.content.decode()
    if reason:
        assert f'value="{reason}"' in answer.content.decode()
    assert not Recheck.objects.exists()


def test_marks_are_given_by_whose_desk_it_lies_on(city: City, sign_in: SignIn) -> None:
    filing, row = _submitted(city)

    statuses = {
        name: _marks(sign_in(name), filing, row, "5", "理由") for name in ("clerk", "auditor", "outsider")
    }

    assert statuses == {"clerk": 403, "auditor": 403, "outsider": 404}
    assert sign_in("head").get(f"/filings/{filing.pk}/rechecks/{form_of(filing).key}").status_code == 405
    assert (
        _marks(sign_in("head"), filing, "zzzz", "5", "理由") == 302
    )  # a row that is not there is passed over
    assert not Recheck.objects.exists()
