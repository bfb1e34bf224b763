"""One step of one test as a form: which steps are offered, what each asks, and what was sent."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict

from mangnon.core.content.screening import RESULTS, reasons_on
from mangnon.core.web.parts import Option
from mangnon.core.web.words import date_words, months_between, read_date
from mangnon.domain.screening.records import Reached
from mangnon.domain.screening.rules import Verdict, check_measured, judge, next_states, questions
from mangnon.interfaces.office.screening.words import STATE_WORDS
from mangnon.vocab.screening import ScreeningTest, ValueField

MEASURED = "do"  # the word in the address for "what was measured": its result follows from the values
_FOUND = frozenset({"positive", "referred", "seen", "confirmed", "in_treatment"})
_RESULT = frozenset({"seen", "confirmed", "excluded", "in_treatment", "treated"})
_REASONED = frozenset({"refused", "lost"})


@dataclass(frozen=True)
class Choice:
    """A step that can be told: the word in the address, what it is called, whether it is chosen."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Asked:
    """A value as its box shows it."""

    field: ValueField
    name: str
    value: str
    options: tuple[Option, ...] = ()
    error: str = ""


@dataclass
class StepForm:
    """The form of one step.

    Args:
        test: whose step.
        step: a state, or ``MEASURED``.
        before: the newest step up to then; None where there is none.
    """

    test: ScreeningTest
    step: str
    before: Reached | None
    values: QueryDict | dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)
    verdict: Verdict | None = None
    told: Reached | None = None

    @property
    def fields(self) -> tuple[ValueField, ...]:
        """The values that are asked for at this step."""
        states = RESULTS if self.step == MEASURED else (self.step,)
        return tuple(each for each in self.test.fields if each.states & set(states))

    @property
    def boxes(self) -> tuple[Asked, ...]:
        """The values with what was typed."""
        return tuple(self._box(each) for each in self.fields)

    @property
    def asks_findings(self) -> bool:
        """Whether findings are ticked here."""
        ticks = self.test.verdict.get("rule") in {"findings", "acuity", "teeth"}
        return bool(self.test.findings) and (self.step in _FOUND or (self.step == MEASURED and ticks))

    @property
    def findings(self) -> tuple[Option, ...]:
        """Findings to tick; those of the step before stand ticked."""
        carried = self.before.findings if self.before and self.step not in (MEASURED, "normal", "recheck") else ()
        chosen = self._list("phat_hien") if self.values else list(carried)
        return tuple(Option(value=f.code, label=f.words, chosen=f.code in chosen) for f in self.test.findings)

    @property
    def asks_referral(self) -> bool:
        """Whether a referral can be told here."""
        return self.step in {"positive", "referred", MEASURED} and "referred" in self.test.steps

    @property
    def asks_result(self) -> bool:
        """Whether the specialist's words are asked for."""
        return self.step in _RESULT

    @property
    def reasons(self) -> tuple[Option, ...]:
        """Why the family refused or the child was lost."""
        if self.step not in _REASONED:
            return ()
        chosen = self.values.get("vi_sao", "")
        listed = reasons_on(date.max)[self.step]
        return (
            Option(value="", label="Chọn lý do"),
            *(Option(value=each.code, label=each.words, chosen=each.code == chosen) for each in listed),
        )

    def confirmation(self) -> str:
        """Return the word that confirms what was typed under just these questions."""
        return hashlib.sha256(repr((self.told, self.questions)).encode()).hexdigest()[:16]

    def _list(self, name: str) -> list[str]:
        return self.values.getlist(name) if isinstance(self.values, QueryDict) else list(self.values.get(name, []))

    def _box(self, each: ValueField) -> Asked:
        name = f"so_{each.code}"
        typed = str(self.values.get(name, ""))
        if not self.values and each.code in {"path", "card_no"} and self.before:  # one sample, told once
            typed = str(self.before.measured.get(each.code, ""))
        options = tuple(Option(value=c.code, label=c.words, chosen=c.code == typed) for c in each.choices)
        listed = (Option(value="", label="Chưa rõ"), *options) if options else ()
        return Asked(each, name, typed, listed, self.errors.get(name, ""))


def choices(test: ScreeningTest, *, before: str, chosen: str) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """Return the steps that the path foresees, and the others.

    Args:
        test: of the content.
        before: the newest step's state; empty where there is none.
        chosen: the step of the address.
    """
    foreseen = next_states(test, before=before)
    words = [(state, STATE_WORDS[state]) for state in foreseen]
    if test.verdict and set(foreseen) & set(RESULTS):
        words.insert(0, (MEASURED, "có kết quả đo, khám"))
    offered = tuple(Choice(value, label[:1].upper() + label[1:], value == chosen) for value, label in words)
    known = {each.value for each in offered}
    others = tuple(
        Choice(state, STATE_WORDS[state][:1].upper() + STATE_WORDS[state][1:], state == chosen)
        for state in test.steps
        if state not in known
    )
    return offered, others


def read_step(
    *, test: ScreeningTest, step: str, before: Reached | None, posted: QueryDict, birth: date | None, on: date
) -> StepForm:
    """Read what was sent; what is wrong stands in ``errors``, what is doubtful in ``questions``.

    Args:
        test: whose step.
        step: a state, or ``MEASURED``.
        before: the newest step up to now.
        posted: the form.
        birth: the child's day of birth, where it is known to the day.
        on: today.
    """
    form = StepForm(test=test, step=step, before=before, values=posted)
    day = _read_day(form, posted, birth, on)
    measured = _read_values(form)
    findings = tuple(code for code in posted.getlist("phat_hien") if code in {f.code for f in test.findings})
    if not form.asks_findings and form.step in {"refused", "lost"} and before:
        findings = before.findings  # what was suspected stays known while the path stands still
    refer_by = read_date(posted.get("kham_truoc", "")) if form.asks_referral else None
    if form.asks_referral and posted.get("kham_truoc", "").strip() and refer_by is None:
        form.errors["kham_truoc"] = "Chưa đọc được ngày; hãy gõ như 24/12/2026."
    reason = posted.get("vi_sao", "")
    if form.reasons and reason not in {option.value for option in form.reasons if option.value}:
        form.errors["vi_sao"] = "Hãy chọn lý do; chưa rõ thì chọn “lý do khác”."
    state = step
    if not form.errors:
        months = months_between(birth, day) if birth else None
        form.verdict = judge(
            test, measured=measured, findings=findings, before=before.state if before else "", age_months=months
        )
        if step == MEASURED:
            if form.verdict is None:
                form.errors["form"] = "Chưa đủ số đo để có kết luận; ghi thêm, hoặc chọn thẳng kết luận ở trên."
            else:
                state = form.verdict.state
                findings = tuple(dict.fromkeys((*form.verdict.findings, *findings)))
    if form.errors:
        return form
    form.told = Reached(
        on=day,
        kind=test.kind,
        state=state,
        measured=measured,
        findings=findings if state not in {"normal", "excluded"} else (),
        referred_to=posted.get("noi_chuyen", "").strip()[:120] if form.asks_referral else "",
        refer_by=refer_by,
        result=posted.get("chuyen_khoa", "").strip()[:300] if form.asks_result else "",
        reason=reason if form.reasons else "",
        note=posted.get("ghi_chu", "").strip()[:300],
    )
    form.questions = questions(
        test, told=form.told, before=before, birth=birth, words=STATE_WORDS, verdict=form.verdict
    )
    unforeseen = form.told.state not in next_states(test, before=before.state if before else "")
    if unforeseen and len(form.told.note) < 3:
        form.errors["ghi_chu"] = form.questions[0]
    return form


def _read_day(form: StepForm, posted: QueryDict, birth: date | None, on: date) -> date:
    day = read_date(posted.get("ngay", ""))
    if day is None:
        form.errors["ngay"] = "Chưa đọc được ngày; hãy gõ như 24/11/2026."
    elif day > on:
        form.errors["ngay"] = "Ngày ở tương lai; hãy gõ ngày đã làm."
    elif birth and day < birth:
        form.errors["ngay"] = f"Ngày này trước ngày sinh ({date_words(birth)}); hãy xem lại."
    return day or on


def _read_values(form: StepForm) -> dict[str, Any]:
    measured: dict[str, Any] = {}
    for each in form.fields:
        typed = str(form.values.get(f"so_{each.code}", "")).strip()
        if each.type == "flag":
            if typed:
                measured[each.code] = True
        elif typed and each.type == "whole":
            measured[each.code] = int(typed) if typed.isdigit() and len(typed) < 6 else typed
        elif typed:
            measured[each.code] = typed
    for code, value in measured.items():
        problems = check_measured(form.test, {code: value})
        if problems:
            form.errors[f"so_{code}"] = problems[0].partition(": ")[2].capitalize()
    return measured


def values_of(told: Reached) -> dict[str, Any]:
    """Return a recorded step as the form's boxes show it."""
    return {
        "ngay": date_words(told.on),
        **{f"so_{code}": str(value) if value is not True else "1" for code, value in told.measured.items()},
        "phat_hien": list(told.findings),
        "noi_chuyen": told.referred_to,
        "kham_truoc": date_words(told.refer_by) if told.refer_by else "",
        "chuyen_khoa": told.result,
        "vi_sao": told.reason,
        "ghi_chu": told.note,
    }
