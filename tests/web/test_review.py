"""Reviewing a filing: moves from the page, what changed, points pinned to cells, marks of a re-review."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from jiheng_web.approvals.models import Step
from jiheng_web.filings.content import lists_of
from jiheng_web.filings.models import Filing, State
from tests.web.conftest import City, form_of
from tests.web.reviewing import fill, move, pin, submitted

SignIn = Callable[[str], Client]
VIEWS = ("overview", "tables", "findings", "points", "document")


# Moves ----------------------------------------------------------------------------------------------------


def test_a_head_approves_from_the_page(city: City, sign_in: SignIn) -> None:
    filing, _ = submitted(city)
    client = sign_in("head")

    page = client.get(f"/filings/{filing.pk}/review").content.decode()
    status = move(client, filing, "approve", comment="同意")

    assert filing.content_hash in page
    assert status == 302
    step = Step.objects.get(act="approve")
    assert (step.content_hash, step.comment, step.role) == (filing.content_hash, "同意", "unit_head")
    assert city.filing().state == State.WITH_DEPARTMENT


def test_a_reviewer_goes_on_to_what_waits_the_longest(city: City, sign_in: SignIn) -> None:
    filing, _ = submitted(city, "approve")
    city.task.filings.filter(body=city.sibling).update(state=State.WITH_DEPARTMENT)
    client = sign_in("department_reviewer")

    shown = client.get(f"/filings/{filing.pk}/review")
    answer = client.post(f"/filings/{filing.pk}/move", {"act": "approve", "seen_hash": filing.content_hash})

    assert shown.context["next_filing"] == city.filing(city.sibling)
    assert answer.headers["Location"] == f"/filings/{filing.pk}/review"
    assert sign_in("auditor").get(f"/filings/{filing.pk}/review").context["next_filing"] is None


def test_the_second_reviewer_is_told_who_was_first(city: City, sign_in: SignIn) -> None:
    filing, _ = submitted(city, "approve")
    client = sign_in("department_reviewer")
    seen = Filing.objects.get(pk=filing.pk)

    first = move(client, seen, "approve")
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

    filing, _ = submitted(city, "approve")
    person = city.people["department_reviewer"]
    give_role(person, city.body, Role.FINANCE_REVIEWER, actor=SYSTEM)
    client, seen = sign_in("department_reviewer"), Filing.objects.get(pk=filing.pk)

    statuses = [move(client, seen, "approve") for _ in range(2)]

    assert statuses == [302, 409]
    assert city.filing().state == State.WITH_FINANCE


@pytest.mark.parametrize(
    ("name", "status"),
    [("outsider", 404), ("sibling_clerk", 404), ("auditor", 403), ("finance_reviewer", 403)],
)
def test_who_may_not_approve(city: City, sign_in: SignIn, name: str, status: int) -> None:
    filing, _ = submitted(city)

    assert move(sign_in(name), filing, "approve") == status
    assert sign_in(name).get(f"/filings/{filing.pk}/move").status_code == 405
    assert city.filing().state == State.WITH_HEAD


def test_an_edit_voids_the_approvals_of_what_was_before(city: City, sign_in: SignIn) -> None:
    filing, _ = submitted(city, "approve", "send_back")
    client = sign_in("clerk")
    before = client.get(f"/filings/{filing.pk}/review").content.decode()
    fill(city, filing, achieved="41家")

    after = client.get(f"/filings/{filing.pk}/review").content.decode()

    assert "已失效（内容已改）" not in before
    assert after.count("已失效（内容已改）") == 1
    assert "单位正在修改" in after


def test_a_step_is_taken_back_reopened_published_and_taken_down(city: City, sign_in: SignIn) -> None:
    filing, _ = submitted(city)
    clerk, finance = sign_in("clerk"), sign_in("finance_reviewer")

    assert move(clerk, filing, "withdraw") == 302
    assert city.filing().state == State.DRAFTING
    filing = city.moved(city.filing(), "submit", "approve", "approve", "approve")
    assert move(finance, filing, "reopen") == 400
    assert move(finance, filing, "publish") == 302
    filing.refresh_from_db()
    assert move(finance, filing, "unpublish", comment="附件有误") == 302
    filing.refresh_from_db()
    assert move(finance, filing, "reopen", comment="附件有误，请改正") == 302
    assert city.filing().state == State.RETURNED


# What is shown --------------------------------------------------------------------------------------------


def test_nothing_is_shown_before_the_first_submission(city: City, sign_in: SignIn) -> None:
    filing = city.started()

    assert sign_in("finance_reviewer").get(f"/filings/{filing.pk}/review").status_code == 403
    assert "还没有提交过" in sign_in("clerk").get(f"/filings/{filing.pk}/review").content.decode()


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_shows_and_strangers_find_nothing(city: City, sign_in: SignIn, view: str) -> None:
    filing, _ = submitted(city)
    url = f"/filings/{filing.pk}/review?view={view}"

    for name in ("clerk", "head", "department_reviewer", "finance_reviewer", "auditor"):
        assert sign_in(name).get(url).status_code == 200, name
    for name in ("outsider", "sibling_head", "other_reviewer"):
        assert sign_in(name).get(url).status_code == 404, name
    assert sign_in("head").get(f"/filings/{filing.pk}/review?view=x").status_code == 404
    assert sign_in("head").get(f"/filings/{filing.pk}/review?view=tables&form=zzz").status_code == 404


def test_a_reviewer_sees_every_column_that_a_clerk_fills_in(city: City, sign_in: SignIn) -> None:
    filing = city.moved(city.started(), "submit")
    form = form_of(filing)

    page = sign_in("head").get(f"/filings/{filing.pk}/review?view=tables&form={form.key}")

    shown = {cell.path for table in page.context["sheet"].tables for row in table.rows for cell in row.cells}
    shown |= {cell.path for cell in page.context["sheet"].singles}
    columns = {
        column for name in ("funds", "objectives", "indicators") for column in lists_of(form.kind)[name]
    }
    # What a fund line's source is follows from its label; a group's marks stand with the group.
    assert {path.rpartition("/")[2] for path in shown} >= columns - {"source", "category_max_score"}


def test_the_table_shows_self_score_beside_recomputed(city: City, sign_in: SignIn) -> None:
    filing, row = submitted(city)
    url = f"/filings/{filing.pk}/review?view=tables&form={form_of(filing).key}"

    page = sign_in("head").get(url)

    line = page.context["sheet"].tables[2].rows[0].line
    assert (line.reported, line.low, line.high) == (Decimal(10), Decimal("7.5"), Decimal("7.5"))
    assert f'id="indicators/{row}/achieved"' in page.content.decode()
    findings = sign_in("head").get(f"/filings/{filing.pk}/review?view=findings&severity=error")
    assert "SCO-003" in [finding.rule for finding, _ in findings.context["findings"]]


def test_what_changed_since_the_return_is_listed_cell_by_cell(city: City, sign_in: SignIn) -> None:
    filing, row = submitted(city, "approve", "send_back")
    fill(city, filing, achieved="41家", score="9")
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
    filing, _ = submitted(city, "send_back")
    for achieved in ("41家", "42家"):
        fill(city, filing, achieved=achieved)
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
    fill(city, filing, name="培训企业", target="≥40家", achieved="30家", max_score="10", score="10")

    move(sign_in("clerk"), filing, "submit")

    filing = city.filing()
    assert filing.checked_hash == filing.content_hash
    assert filing.errors >= 1


def test_a_page_asks_the_same_number_of_questions_for_any_number_of_points(
    city: City, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    filing, row = submitted(city)
    client = sign_in("head")
    for number in range(25):
        pin(client, filing, row, f"第 {number} 点")

    for view in VIEWS:
        with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
            client.get(f"/filings/{filing.pk}/review?view={view}")
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        client.get(f"/filings/{filing.pk}/points")
