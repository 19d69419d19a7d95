"""The editor's copy of a form against the server's own functions: same operations, same form, nothing lost.

The modules run in a browser without a site; what they would send goes to ``apply_operations`` here.
"""

from __future__ import annotations

import json
import mimetypes
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, Route, sync_playwright

from jiheng_web.filings.content import (
    FormJson,
    Operation,
    apply_operations,
    blank_row,
    lists_of,
)
from jiheng_web.filings.starting import new_base_data
from jiheng_web.settings import PACKAGE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
HOST = "http://jiheng.test"
CALM = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
COLUMNS = ("label", "budget", "actual")
LOAD = """async (host) => {
  window.operations = await import(`${host}/static/editor/operations.js`);
  window.clipboard = await import(`${host}/static/editor/clipboard.js`);
  window.Store = (await import(`${host}/static/editor/store.js`)).Store;
}"""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("没有安装 chromium：apt-get install chromium 后再运行")

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(f"{HOST}/")
        file = PACKAGE / path
        if file.is_file():
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(path)[0] or "text/plain")
        else:
            route.fulfill(body="<!doctype html><title>空</title>", content_type="text/html")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        opened = browser.new_page()
        opened.route("**", answer)
        opened.goto(f"{HOST}/")
        opened.evaluate(LOAD, HOST)
        yield opened
        browser.close()


def base() -> FormJson:
    """A short base-data table whose rows have ids that stay."""
    form = new_base_data(2024)
    rows = form["expenditure"]
    assert isinstance(rows, list)
    form["expenditure"] = [{**row, "id": f"row{index:04d}"} for index, row in enumerate(rows[:4])]
    return form


def blanks() -> dict[str, Any]:
    return {name: blank_row("base_data", name, "0000") for name in lists_of("base_data")}


@dataclass
class Server:
    """What ``save_changes`` does, without a database: versions, names of batches, conflicts."""

    form: FormJson = field(default_factory=base)
    log: list[list[Any]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def since(self, seen: int) -> list[Any]:
        return [operation for batch in self.log[seen:] for operation in batch]

    def save(self, batch: dict[str, Any], seen: int) -> dict[str, Any]:
        others = self.since(seen)
        if batch["name"] in self.names:
            return {"version": len(self.log), "was_known": True, "conflicts": [], "others": others}
        operations = msgspec.convert(batch["operations"], list[Operation])
        outcome = apply_operations(self.form, tuple(operations))
        self.form = outcome.form
        if outcome.done:
            self.log.append(msgspec.to_builtins(outcome.done))
            self.names.add(batch["name"])
        conflicts = json.loads(msgspec.json.encode(outcome.conflicts))
        return {"version": len(self.log), "was_known": False, "conflicts": conflicts, "others": others}


STEP = st.one_of(
    st.tuples(
        st.just("set"), st.integers(0, 5), st.sampled_from(COLUMNS), st.sampled_from(["", "1", "2", "甲"])
    ),
    st.tuples(st.just("add"), st.integers(0, 5)),
    st.tuples(st.just("remove"), st.integers(0, 5)),
    st.tuples(st.just("move"), st.integers(0, 5), st.integers(0, 5)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
)
ACT = """([who, step, id]) => {
  const store = window[who];
  const rows = store.form.expenditure;
  const row = (index) => rows[index % rows.length];
  const [what, one, other, value] = step;
  if (what === "undo") return store.undo();
  if (what === "redo") return store.redo();
  if (what === "add") {
    const after = rows.length ? row(one).id : "";
    return store.change([{ op: "add", list: "expenditure", after, row: { id, label: "新增" } }]);
  }
  if (!rows.length) return null;
  if (what === "set") return store.set(`expenditure/${row(one).id}/${other}`, value);
  if (what === "remove") return store.change([window.operations.removal("expenditure", row(one))]);
  return store.change([{ op: "move", list: "expenditure", id: row(one).id, after: row(other).id }]);
}"""


def new_store(page: Page, who: str, form: FormJson) -> None:
    page.evaluate(
        "([who, content, blanks]) => { window[who] = new Store({ content, version: 0, blanks }); }",
        [who, form, blanks()],
    )


def form_of(page: Page, who: str) -> Any:  # noqa: ANN401 - JSON
    return page.evaluate("(who) => window[who].form", who)


@CALM
@given(steps=st.lists(STEP, max_size=12))
def test_the_page_and_the_server_do_the_same(page: Page, steps: list[tuple[Any, ...]]) -> None:
    server = Server()
    new_store(page, "one", server.form)
    for step in steps:
        page.evaluate(ACT, ["one", list(step), uuid.uuid4().hex[:8]])
    for batch in page.evaluate("window.one.queue"):
        assert server.save(batch, 0)["conflicts"] == []
    assert form_of(page, "one") == server.form


@CALM
@given(steps=st.lists(STEP.filter(lambda step: step[0] not in {"undo", "redo"}), max_size=10))
def test_undoing_everything_gives_the_first_form(page: Page, steps: list[tuple[Any, ...]]) -> None:
    new_store(page, "one", base())
    for step in steps:
        page.evaluate(ACT, ["one", list(step), uuid.uuid4().hex[:8]])
    last = form_of(page, "one")
    page.evaluate("() => { while (window.one.done.length) window.one.undo(); }")
    assert form_of(page, "one") == base()
    page.evaluate("() => { while (window.one.undone.length) window.one.redo(); }")
    assert form_of(page, "one") == last


def send(page: Page, who: str, server: Server, *, is_answered: bool = True) -> bool:
    """Send the oldest batch of a page; without an answer the page has to ask again."""
    batch, seen = page.evaluate(
        """(who) => {
          const [batch] = window[who].queue;
          if (batch) batch.isSent = true;
          return [batch || null, window[who].version];
        }""",
        who,
    )
    if batch is None:
        return False
    answer = server.save(batch, seen)
    if is_answered:
        page.evaluate(
            "([who, answer]) => window[who].acknowledge(window[who].queue[0], answer)", [who, answer]
        )
    return True


def poll(page: Page, who: str, server: Server) -> None:
    seen = page.evaluate("(who) => window[who].version", who)
    answer = {"version": len(server.log), "others": server.since(seen)}
    page.evaluate("([who, answer]) => window[who].merge(answer)", [who, answer])


TALK = st.tuples(
    st.sampled_from(["one", "two"]),
    st.one_of(STEP, st.just(("send",)), st.just(("lost",)), st.just(("poll",))),
)


def do(page: Page, who: str, step: tuple[Any, ...], server: Server) -> None:
    if step[0] in {"send", "lost"}:
        send(page, who, server, is_answered=step[0] == "send")
    elif step[0] == "poll":
        poll(page, who, server)
    else:
        page.evaluate(ACT, [who, list(step), uuid.uuid4().hex[:8]])


@CALM
@given(talk=st.lists(TALK, max_size=25))
def test_two_pages_come_to_the_servers_form(page: Page, talk: list[tuple[str, tuple[Any, ...]]]) -> None:
    server = Server()
    for who in ("one", "two"):
        new_store(page, who, server.form)
    for who, step in talk:
        do(page, who, step, server)
    for who in ("one", "two"):
        while send(page, who, server):
            pass
    for who in ("one", "two"):
        poll(page, who, server)
        assert page.evaluate("(who) => window[who].queue.length", who) == 0
        assert form_of(page, who) == server.form


@CALM
@given(mine=st.sampled_from(["1", "2", "甲"]), theirs=st.sampled_from(["3", "4"]), is_answered=st.booleans())
def test_no_text_is_lost_unseen(page: Page, mine: str, theirs: str, *, is_answered: bool) -> None:
    """Both write in one cell; a lost answer hides no conflict."""
    server = Server()
    path = "expenditure/row0001/budget"
    for who in ("one", "two"):
        new_store(page, who, server.form)
    page.evaluate("([path, text]) => window.two.set(path, text)", [path, theirs])
    send(page, "two", server)
    page.evaluate(
        "([path, text]) => { window.one.set(path, text); window.one.set('austerity_measures', '压减'); }",
        [path, mine],
    )
    if not is_answered:
        send(page, "one", server, is_answered=False)
    send(page, "one", server)
    conflicts = page.evaluate("[...window.one.conflicts.values()]")
    assert [(one["path"], one["yours"], one["theirs"]) for one in conflicts] == [(path, mine, theirs)]
    assert server.form["austerity_measures"] == "压减"
    page.evaluate("(path) => window.one.settle(path, true)", path)
    send(page, "one", server)
    rows = server.form["expenditure"]
    assert isinstance(rows, list)
    assert rows[1]["budget"] == mine


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters='\t\n"'), max_size=6)


@CALM
@given(block=st.lists(st.lists(CELL.map(str.strip), min_size=2, max_size=2), min_size=1, max_size=4))
def test_what_is_copied_is_pasted(page: Page, block: list[list[str]]) -> None:
    cleaned = page.evaluate("(block) => block.map((row) => row.map(clipboard.clean))", block)
    assert page.evaluate("(block) => clipboard.fromText(clipboard.toText(block))", block) == cleaned


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ('"一\n二"\t"说""好"""\r\n', [["一\n二", '说"好"']]),
        ('12"\t3', [['12"', "3"]]),
        ('"未完\t3', [['"未完', "3"]]),
        ("", [[""]]),
        ("\t\n", [["", ""]]),
    ],
)
def test_text_as_excel_writes_it(page: Page, text: str, block: list[list[str]]) -> None:
    assert page.evaluate("(text) => clipboard.fromText(text)", text) == block


@pytest.mark.parametrize(
    ("html", "block"),
    [
        ("<table><tr><td>a</td><td>b</td></tr></table>", [["a", "b"]]),
        (
            "<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
            [["a", "b"], ["", "c"]],
        ),
        ("<table><tr><td colspan=2>a</td><td>b</td></tr></table>", [["a", "", "b"]]),
        ("<table><tr><td>一<br>二</td><td> 三\n 四 </td></tr></table>", [["一\n二", "三 四"]]),
        ("<table><tr><td><p>一</p><p>二</p></td></tr></table>", [["一\n二"]]),
        ("<p>没有表格</p>", None),
    ],
)
def test_tables_as_word_and_wps_write_them(page: Page, html: str, block: list[list[str]] | None) -> None:
    assert page.evaluate("(html) => clipboard.fromHtml(html)", html) == block
