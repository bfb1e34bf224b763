"""How often something happens: rates with exact limits, and which small counts are held back."""

from mangnon.engines.incidence.masking import hidden_counts
from mangnon.engines.incidence.poisson import Limits, Rate, Verdict, against, count_limits, rate

__all__ = ["Limits", "Rate", "Verdict", "against", "count_limits", "hidden_counts", "rate"]
