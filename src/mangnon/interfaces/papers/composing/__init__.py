"""Turns each form into a document: which words stand where, by which rule of official papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from mangnon.core.content.papers import PapersContent
from mangnon.interfaces.papers import forms
from mangnon.interfaces.papers.composing.assessments import first_assessment, review, specific_assessment
from mangnon.interfaces.papers.composing.decisions import closing, plan_decision, separation, separation_change
from mangnon.interfaces.papers.composing.letters import referral_letter
from mangnon.interfaces.papers.composing.meetings import minutes
from mangnon.interfaces.papers.composing.plans import support_plan
from mangnon.interfaces.papers.composing.reports import incoming_report
from mangnon.interfaces.papers.document import Document

_COMPOSERS: Mapping[type, Callable[..., Document]] = MappingProxyType(
    {
        forms.IncomingReport: incoming_report,
        forms.FirstAssessment: first_assessment,
        forms.SpecificAssessment: specific_assessment,
        forms.SupportPlan: support_plan,
        forms.PlanDecision: plan_decision,
        forms.Review: review,
        forms.MeetingMinutes: minutes,
        forms.SeparationDecision: separation,
        forms.SeparationChange: separation_change,
        forms.ClosingDecision: closing,
        forms.ReferralLetter: referral_letter,
    }
)
_KINDS: Mapping[type, str] = MappingProxyType(
    {
        forms.IncomingReport: "report",
        forms.FirstAssessment: "first_assessment",
        forms.SpecificAssessment: "specific_assessment",
        forms.SupportPlan: "plan",
        forms.PlanDecision: "plan_decision",
        forms.Review: "review",
        forms.MeetingMinutes: "minutes",
        forms.SeparationDecision: "separation",
        forms.ClosingDecision: "closing",
        forms.ReferralLetter: "letter",
    }
)


def compose(form: forms.Form, *, content: PapersContent) -> Document:
    """Return the document of a form.

    Args:
        form: what the paper is told; fields may be unknown or covered.
        content: titles, bases and layout in force on the day of issue.
    """
    made: Any = _COMPOSERS[type(form)](form, content=content)
    return made  # type: ignore[no-any-return]


def kind_of(form: forms.Form) -> str:
    """Return the code of a form's kind, as content and the register name it."""
    if isinstance(form, forms.SeparationChange):
        return "separation_extended" if form.kind == "extend" else "separation_lifted"
    return _KINDS[type(form)]
