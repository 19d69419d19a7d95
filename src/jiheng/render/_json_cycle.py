"""The other forms of the cycle → their entries of the contract. Copies and renames only."""

from __future__ import annotations

from collections.abc import Mapping

from jiheng.render import _contract_cycle as contract
from jiheng.render._contract_parts import ObjectiveEntry, TotalEntry
from jiheng.render._json_parts import (
    date_text,
    fund_entry,
    indicator_entry,
    problem_entries,
    sections_of,
    unread_entries,
    value_text,
)
from jiheng.reports import (
    ContextForm,
    DeclaredObjective,
    FormKind,
    Identity,
    MonitoredFund,
    MonitoredIndicator,
    Monitoring,
    TargetDeclaration,
    TransferSelfEvaluation,
)
from jiheng.values import collapse, squeeze

Entry = (
    contract.ProjectDeclarationEntry
    | contract.DepartmentDeclarationEntry
    | contract.TransferTargetsEntry
    | contract.ProjectMonitoringEntry
    | contract.DepartmentMonitoringEntry
    | contract.TransferSelfEvaluationEntry
)
_DECLARATIONS: Mapping[
    FormKind,
    type[
        contract.ProjectDeclarationEntry | contract.DepartmentDeclarationEntry | contract.TransferTargetsEntry
    ],
] = {
    FormKind.PROJECT_DECLARATION: contract.ProjectDeclarationEntry,
    FormKind.DEPARTMENT_DECLARATION: contract.DepartmentDeclarationEntry,
    FormKind.TRANSFER_TARGETS: contract.TransferTargetsEntry,
}
_MONITORING: Mapping[FormKind, type[contract.ProjectMonitoringEntry | contract.DepartmentMonitoringEntry]] = {
    FormKind.PROJECT_MONITORING: contract.ProjectMonitoringEntry,
    FormKind.DEPARTMENT_MONITORING: contract.DepartmentMonitoringEntry,
}


def context_entry(form: ContextForm) -> Entry:
    """Copy a form of the cycle that is no self-evaluation of the package."""
    if isinstance(form, TargetDeclaration):
        return _declaration(form)
    return _monitoring(form) if isinstance(form, Monitoring) else _transfer(form)


def _identity(identity: Identity) -> contract.IdentityEntry:
    return contract.IdentityEntry(
        project_attribute=collapse(identity.project_attribute.text),
        project_category=collapse(identity.project_category.text),
        project_period=collapse(identity.project_period.text),
        start_date=collapse(identity.start_date.text),
        end_date=collapse(identity.end_date.text),
        central_department=collapse(identity.central_department.text),
        provincial_finance_department=collapse(identity.provincial_finance_department.text),
        provincial_department=collapse(identity.provincial_department.text),
        local_department=collapse(identity.local_department.text),
    )


def _objective(objective: DeclaredObjective) -> contract.DeclaredObjectiveEntry:
    return contract.DeclaredObjectiveEntry(objective.horizon.value, collapse(objective.text.text))


def _declaration(form: TargetDeclaration) -> Entry:
    return _DECLARATIONS[form.kind](
        document=form.document,
        fiscal_year=form.fiscal_year,
        name=collapse(form.name.text),
        supervising_department=collapse(form.identity.supervising_department.text),
        implementing_unit=collapse(form.identity.implementing_unit.text),
        identity=_identity(form.identity),
        funds=tuple(
            contract.DeclaredFundEntry(
                line.source,
                collapse(line.label.text),
                line.horizon.value if line.horizon else None,
                squeeze(line.amount.text),
            )
            for line in form.funds
        ),
        tasks=tuple(
            contract.DeclaredTaskEntry(
                collapse(task.name.text),
                collapse(task.content.text),
                squeeze(task.amount.text),
                squeeze(task.fiscal_appropriation.text),
                squeeze(task.other_funds.text),
            )
            for task in form.tasks
        ),
        objectives=tuple(_objective(objective) for objective in form.objectives),
        indicators=tuple(
            contract.DeclaredIndicatorEntry(
                horizon=row.horizon.value,
                category=collapse(row.category.text),
                subcategory=collapse(row.subcategory.text),
                name=collapse(row.name.text),
                target=value_text(row.target),
                max_score=squeeze(row.max_score.text),
                explanation=collapse(row.explanation.text),
                at=row.at,
            )
            for row in form.indicators
        ),
        narrative=sections_of(form.texts),
        filing_date=date_text(form.filing_date),
        unread=unread_entries(form.unread),
        problems=problem_entries(form.problems),
    )


def _monitored_fund(line: MonitoredFund) -> contract.MonitoredFundEntry:
    figures = (
        line.original_budget,
        line.final_budget,
        line.actual_to_date,
        line.execution_rate,
        line.expected_actual,
        line.expected_rate,
    )
    return contract.MonitoredFundEntry(
        line.source, collapse(line.label.text), *(squeeze(figure.text) for figure in figures)
    )


def _monitored_indicator(row: MonitoredIndicator) -> contract.MonitoredIndicatorEntry:
    return contract.MonitoredIndicatorEntry(
        category=collapse(row.category.text),
        subcategory=collapse(row.subcategory.text),
        name=collapse(row.name.text),
        target=value_text(row.target),
        achieved_to_date=value_text(row.achieved_to_date),
        expected=value_text(row.expected),
        causes=tuple(contract.CauseEntry(c.cause.value, collapse(c.mark.text)) for c in row.causes),
        deviation_reason=collapse(row.deviation_reason.text),
        improvement_measures=collapse(row.improvement_measures.text),
        likelihood=row.likelihood.value if row.likelihood else None,
        max_score=squeeze(row.max_score.text),
        remark=collapse(row.remark.text),
        at=row.at,
    )


def _monitoring(form: Monitoring) -> Entry:
    return _MONITORING[form.kind](
        document=form.document,
        fiscal_year=form.fiscal_year,
        months=form.months,
        name=collapse(form.name.text),
        supervising_department=collapse(form.identity.supervising_department.text),
        implementing_unit=collapse(form.identity.implementing_unit.text),
        identity=_identity(form.identity),
        funds=tuple(_monitored_fund(line) for line in form.funds),
        objectives=tuple(_objective(objective) for objective in form.objectives),
        indicators=tuple(_monitored_indicator(row) for row in form.indicators),
        narrative=sections_of(form.texts),
        filing_date=date_text(form.filing_date),
        unread=unread_entries(form.unread),
        problems=problem_entries(form.problems),
    )


def _transfer(form: TransferSelfEvaluation) -> Entry:
    return contract.TransferSelfEvaluationEntry(
        document=form.document,
        fiscal_year=form.fiscal_year,
        name=collapse(form.name.text),
        supervising_department=collapse(form.identity.supervising_department.text),
        implementing_unit=collapse(form.identity.implementing_unit.text),
        identity=_identity(form.identity),
        funds=tuple(fund_entry(line) for line in form.funds),
        management=tuple(
            contract.ManagementEntry(
                line.term,
                collapse(line.label.text),
                collapse(line.description.text),
                collapse(line.improvement_measures.text),
            )
            for line in form.management
        ),
        objectives=tuple(
            ObjectiveEntry(collapse(o.expected.text), collapse(o.achieved.text)) for o in form.objectives
        ),
        indicators=tuple(indicator_entry(row) for row in form.indicators),
        total=TotalEntry(squeeze(form.total.max_score.text), squeeze(form.total.score.text)),
        narrative=sections_of(form.texts),
        filing_date=date_text(form.filing_date),
        unread=unread_entries(form.unread),
        problems=problem_entries(form.problems),
    )
