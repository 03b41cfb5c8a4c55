"""What is said of metrics and actions on a day: change words, target words, what became of each action."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.improvement.action_plan import ActionPlan
from selfeval.improvement.edition_document import EditionDocument, FrozenVerdict, edition_document
from selfeval.improvement.metric_changes import CHANGE_WORDS, MetricChanges, edition_changes
from selfeval.improvement.metrics import Metric
from selfeval.improvement.small_counts import TOO_FEW, small_ids
from selfeval.improvement.target import target_verdict
from selfeval.improvement.target_words import TARGET_WORDS, TargetVerdict
from selfeval.improvement.verdict import ActionVerdict, action_verdict


@dataclass(frozen=True)
class MetricVerdict:
    """One metric with both its words, which are never made into one."""

    metric: Metric
    changes: MetricChanges
    target: TargetVerdict
    is_small: bool = False
    """Whether a number of it is of fewer than ten: then no word is said, on no page and in no file."""

    @property
    def change_words(self) -> str:
        """Since the baseline."""
        return TOO_FEW if self.is_small else CHANGE_WORDS[self.changes.since_baseline.word]

    @property
    def target_words(self) -> str:
        """Of the step that is spoken of."""
        return TOO_FEW if self.is_small else TARGET_WORDS[self.target.word]

    @property
    def frozen(self) -> FrozenVerdict:
        """As an edition keeps it."""
        sentence = "" if self.is_small else " ".join(self.target.sentences)
        return FrozenVerdict(self.metric.id, self.change_words, self.target_words, sentence)


@dataclass(frozen=True)
class PlanVerdicts:
    """All metrics and all actions of a plan on one day: the same for every reader, page and file."""

    metrics: tuple[MetricVerdict, ...]
    actions: tuple[ActionVerdict, ...]
    on: dt.date

    @property
    def frozen(self) -> tuple[FrozenVerdict, ...]:
        """Of the metrics, as an edition keeps them."""
        return tuple(verdict.frozen for verdict in self.metrics)

    def that_move(self, metric_id: int) -> tuple[ActionVerdict, ...]:
        """The actions that are to move a metric."""
        return tuple(
            one for one in self.actions if metric_id in {move.metric_id for move in one.action.moves}
        )

    @property
    def became(self) -> tuple[tuple[int, str], ...]:
        """Id of an action -> its sentence, of those that are to move something."""
        return tuple((one.action.id, one.sentence) for one in self.actions if one.moves)


def judged_edition(term: str, plan: ActionPlan, verdicts: PlanVerdicts) -> EditionDocument:
    """A plan as an edition of the day on which it was judged keeps it, with all that is said of it."""
    return edition_document(
        term,
        verdicts.on,
        plan,
        metrics=[verdict.metric for verdict in verdicts.metrics],
        verdicts=verdicts.frozen,
        became=verdicts.became,
    )


def plan_verdicts(plan: ActionPlan, metrics: Sequence[Metric], on: dt.date) -> PlanVerdicts:
    """Everything that is said of a plan on a day. All its metrics are judged together."""
    changes, others = edition_changes(metrics), {metric.id: metric for metric in metrics}
    small = small_ids(others)
    return PlanVerdicts(
        tuple(
            MetricVerdict(metric, changes[metric.id], target_verdict(metric, on, others), metric.id in small)
            for metric in metrics
        ),
        tuple(action_verdict(action, changes, on, small) for _, action in plan.every_action()),
        on,
    )
