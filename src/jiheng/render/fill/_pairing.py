"""Which form of a report goes into which form of a template: by kind, then by the project's name."""

from __future__ import annotations

from collections.abc import Sequence

from jiheng.errors import RenderError
from jiheng.forms import FilledForm
from jiheng.reports import BaseData, FormKind, Package, SelfEvaluation, name_key
from jiheng.values import collapse

Report = BaseData | SelfEvaluation
_SHOWN = 8


class Pairing:
    """Pairs the forms of one template with those of one report."""

    def __init__(
        self,
        template: str,
        forms: Sequence[FilledForm],
        package: Package,
        *,
        project: str = "",
        partial: bool = False,
    ) -> None:
        """Take the template's forms and the report; ``partial`` leaves out projects without a place."""
        self._template = template
        self._forms = forms
        self._reports = [form for form in package.forms if isinstance(form, BaseData | SelfEvaluation)]
        self._project = project
        self._partial = partial
        self.notes: list[str] = []

    def pairs(self) -> list[tuple[FilledForm, Report]]:
        """Return what goes into what, in the template's order.

        Raises:
            RenderError: It is not certain, or there is nothing to fill.
        """
        found: dict[int, Report] = {}
        for kind in (FormKind.BASE_DATA, FormKind.DEPARTMENT):
            found |= self._single(kind)
        found |= self._projects()
        if not found:
            titles = "、".join(dict.fromkeys(form.card.title for form in self._forms))
            raise RenderError(
                self._template, titles or "全文", "报告里没有可以填入这个模板的表。请核对模板和报告。"
            )
        for number, form in enumerate(self._forms):
            if number not in found:
                name = _name(form)
                called = f"《{form.card.title}》" + (f"“{name}”" if name else "")
                self.notes.append(f"报告里没有与模板中{called}对应的表，该表未改动。")
        return [(self._forms[number], found[number]) for number in sorted(found)]

    def _single(self, kind: FormKind) -> dict[int, Report]:
        """Pair a kind of which a package has one."""
        places = [i for i, form in enumerate(self._forms) if form.card.kind == kind]
        reports = [form for form in self._reports if form.kind is kind]
        if not places or not reports:
            return {}
        title = self._forms[places[0]].card.title
        if len(reports) > 1:
            raise RenderError(
                self._template, f"《{title}》", f"报告里有 {len(reports)} 张这种表，不能确定用哪一张。"
            )
        if len(places) > 1:
            raise RenderError(
                self._template, f"《{title}》", f"模板里有 {len(places)} 张这种表，不能确定填哪一张。"
            )
        return {places[0]: reports[0]}

    def _projects(self) -> dict[int, Report]:
        places = [i for i, form in enumerate(self._forms) if form.card.kind == FormKind.PROJECT]
        reports = self._chosen([form for form in self._reports if isinstance(form, SelfEvaluation)])
        if not places or not reports:
            return {}
        if len(places) == len(reports) == 1:
            return {places[0]: reports[0]}
        found: dict[int, Report] = {}
        waiting = list(reports)
        for place in places:
            key = name_key(_name(self._forms[place]))
            same = [report for report in waiting if key and name_key(report.name.text) == key]
            exact = [r for r in same if collapse(r.name.text) == _name(self._forms[place])]
            if len(same) > 1 and len(exact) != 1:
                raise self._unclear(f"模板中的“{_name(self._forms[place])}”与报告中的几个项目同名", same)
            if same:
                found[place] = (exact or same)[0]
                waiting.remove((exact or same)[0])
        blank = [place for place in places if place not in found and not _name(self._forms[place])]
        if len(waiting) > len(blank) and self._partial:
            names = "、".join(f"“{report.name.text}”" for report in waiting[len(blank) :])
            self.notes.append(f"模板里没有位置，未填：{names}。")
        elif len(waiting) > len(blank):
            reason = f"模板里还空着 {len(blank)} 张项目表，报告里有 {len(waiting)} 个项目没有位置"
            raise self._unclear(reason, waiting)
        found |= dict(zip(blank, waiting, strict=False))
        return found

    def _chosen(self, reports: list[SelfEvaluation]) -> list[SelfEvaluation]:
        """Return the projects that are asked for, by name or by number."""
        projects = [report for report in reports if report.kind is FormKind.PROJECT]
        wanted = self._project
        if not wanted:
            return projects
        if wanted.isascii() and wanted.isdigit():
            if 1 <= int(wanted) <= len(projects):
                return [projects[int(wanted) - 1]]
            raise self._unclear(f"报告里只有 {len(projects)} 个项目，没有第 {wanted} 个", projects)
        same = [report for report in projects if name_key(report.name.text) == name_key(wanted)]
        same = same or [report for report in projects if wanted in report.name.text]
        if len(same) != 1:
            few = f"有 {len(same)} 个项目符合“{wanted}”" if same else f"没有名为“{wanted}”的项目"
            raise self._unclear(f"报告里{few}", same or projects)
        return same

    def _unclear(self, reason: str, projects: Sequence[SelfEvaluation]) -> RenderError:
        names = "、".join(f"“{report.name.text}”" for report in projects[:_SHOWN])
        more = " 等" if len(projects) > _SHOWN else ""
        return RenderError(
            self._template, "项目", f"{reason}：{names}{more}。请用 --project 写明项目名称或序号。"
        )


def _name(form: FilledForm) -> str:
    name = form.fields.get("name")
    return collapse(name.text) if name else ""
