"""Rows of the self-assessment."""

from maturity.models.answers import Estimate, FinalAnswer, Response
from maturity.models.assessments import Assessment, Respondent
from maturity.models.editions import Edition, OwnStatement
from maturity.models.plan import ActionNote, ImprovementAction, Target
from maturity.models.shared import SharedResult

__all__ = [
    "ActionNote", "Assessment", "Edition", "Estimate", "FinalAnswer", "ImprovementAction",
    "OwnStatement", "Respondent", "Response", "SharedResult", "Target",
]  # fmt: skip
