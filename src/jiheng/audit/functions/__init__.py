"""The rules that no relation can say, each a function of its card's ``name``."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from jiheng.audit._dossier import Dossier, Hit, Params
from jiheng.audit._traces import Trace
from jiheng.audit.functions import (
    _across,
    _dates,
    _funds,
    _names,
    _packages,
    _reasons,
    _reuse,
    _scores,
    _targets,
    _text_itself,
    _text_money,
    _text_tables,
    _year_figures,
    _year_targets,
)

Function = Callable[[Dossier, Params], Iterator[Hit]]
AmongFunction = Callable[[Sequence[Trace], Params], Iterator[Hit]]

AMONG_PACKAGES: Mapping[str, AmongFunction] = MappingProxyType(
    {
        function.__name__: function
        for function in (
            _packages.few_measurable_targets,
            _packages.soft_attainment,
            _packages.soft_full_marks,
            _packages.soft_over_achievement,
            _packages.text_of_other_package,
        )
    }
)
"""The rules that hold the packages of one call against each other."""

FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        function.__name__: function
        for function in (
            _across.matched_by_amount_only,
            _across.matched_by_sum,
            _across.project_names_differ,
            _across.row_without_table,
            _across.same_indicator_achieved,
            _across.same_indicator_target,
            _across.satisfaction_reused,
            _across.table_without_row,
            _dates.deadline_after_filing,
            _dates.deadline_outside_year,
            _dates.done_after_filing,
            _dates.fiscal_years_differ,
            _dates.result_of_another_year,
            _funds.execution_score_is_percentage,
            _funds.execution_score_mismatch,
            _funds.final_budget_equals_spending,
            _funds.other_funds_not_in_projects,
            _funds.unexplained_budget_cut,
            _funds.unexplained_budget_increase,
            _names.missing_subcategory,
            _names.name_is_date,
            _names.name_is_sentence,
            _names.name_repeats,
            _names.wrong_subcategory,
            _reuse.achieved_of_last_year,
            _reuse.figures_of_last_year,
            _reuse.targets_of_last_year,
            _reuse.text_of_last_year,
            _reuse.text_of_other_project,
            _year_figures.amount_jumps,
            _year_figures.previous_actual_differs,
            _year_figures.promise_not_followed,
            _year_targets.indicator_dropped,
            _year_targets.result_jumps,
            _year_targets.target_below_last_result,
            _year_targets.target_lowered,
            _year_targets.unit_slip_between_years,
            _year_targets.unmet_indicator_dropped,
            _reasons.far_below_ceiling,
            _reasons.over_achievement,
            _reasons.reason_missing,
            _reasons.reason_without_deviation,
            _reasons.stray_mark,
            _reasons.unmet_without_weight,
            _scores.all_full_scores,
            _scores.qualitative_score_outside_band,
            _scores.score_above_figures,
            _scores.score_below_figures,
            _scores.score_rounded_up,
            _scores.unmet_target_full_marks,
            _text_itself.enumeration_miscounted,
            _text_itself.heading_numbers,
            _text_itself.same_thing_two_figures,
            _text_money.amount_digit_slip,
            _text_money.other_project_named,
            _text_money.stated_subject_differs,
            _text_money.stated_year_differs,
            _text_tables.objective_differs,
            _text_tables.text_counts_other_thing,
            _text_tables.text_figure_differs,
            _targets.above_equal_target,
            _targets.achieved_is_bound,
            _targets.achieved_repeats_words,
            _targets.bound_below_target,
            _targets.cost_floor,
            _targets.cost_target_above_budget,
            _targets.cost_without_amount,
            _targets.direction_not_said,
            _targets.number_answered_in_words,
            _targets.objective_repeated,
            _targets.percent_sign_missing,
            _targets.quantity_in_words,
            _targets.satisfaction_without_figure,
            _targets.share_above_whole,
            _targets.target_is_question,
            _targets.target_without_comparator,
            _targets.unit_differs,
            _targets.unit_missing,
        )
    }
)
