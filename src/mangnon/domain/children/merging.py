"""What a merge makes of the two profiles and their carers, and how that is put back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from mangnon.domain.children.models import Caregiver, Child, DuplicatePair, Residence
from mangnon.domain.children.rules import search_text
from mangnon.domain.children.terms import PairState
from mangnon.vocab.text import search_key

# What a person chooses between the two records, and the columns each choice is made of.
CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "full_name": ("full_name", "placeholder_name"),
        "birth_date": ("birth_date", "birth_precision"),
        "sex": ("sex",),
        "ethnic_code": ("ethnic_code",),
        "personal_id": ("personal_id",),
        "birth_certificate_no": ("birth_certificate_no",),
        "insurance_no": ("insurance_no",),
        "hamlet": ("hamlet_id", "hamlet_text"),
        "address": ("address",),
        "household": ("household_id",),
        "gestation_weeks": ("gestation_weeks",),
        "photo": ("photo",),
    }
)
# A hamlet is lacking when neither its key nor its words are known; of other choices the first column decides.
DECIDING = MappingProxyType({"hamlet": ("hamlet_id", "hamlet_text")})
# Chosen together with the commune: a hamlet or a house of another commune would contradict it.
AT_HOME = frozenset({"hamlet", "address", "household"})
_HOME = ("commune_id", "open_communes", "hamlet_id", "hamlet_text", "address", "household_id")
_GROUPS = (*(group for key, group in CHOICES.items() if key not in AT_HOME), _HOME, ("multiple_birth",))
_CARER_FIELDS = ("birth_year", "phone", "personal_id")


def take_profile(*, survivor: Child, absorbed: Child, take: Iterable[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Change the survivor to what was chosen; what it lacks is filled from the absorbed record.

    Args:
        survivor, absorbed: the two; the survivor is changed but not saved.
        take: keys of ``CHOICES`` whose value the absorbed record gives.

    Returns:
        The survivor's columns before and after, as they are kept in the log.
    """
    before = _profile(survivor)
    chosen = set(take)
    homeless = survivor.commune_id is None and absorbed.commune_id is not None
    if homeless:
        for name in _HOME:
            setattr(survivor, name, getattr(absorbed, name))
    one_commune = survivor.commune_id == absorbed.commune_id
    for key, names in CHOICES.items():
        if key in AT_HOME and (homeless or not one_commune):
            continue
        deciding = DECIDING.get(key, names[:1])
        lacking = all(_empty(getattr(survivor, name)) for name in deciding)
        told = any(not _empty(getattr(absorbed, name)) for name in deciding)
        if key in chosen or (lacking and told):
            for name in names:
                setattr(survivor, name, getattr(absorbed, name))
    survivor.multiple_birth = survivor.multiple_birth or absorbed.multiple_birth
    return before, _profile(survivor)


def restore_profile(*, child: Child, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Put back what the merge changed, save where somebody has changed it again since."""
    for group in _GROUPS:
        if all(plain(getattr(child, name)) == after[name] for name in group):
            for name in group:
                setattr(child, name, Child._meta.get_field(name).to_python(before[name]))


def join_carers(*, survivor_id: UUID, absorbed_id: UUID, take: Iterable[str]) -> dict[str, Any]:
    """Choose between carers of one relation, after those that do not clash have moved.

    The carer who stays with the survivor is completed by what the other of the same name tells (a phone, a number).

    Args:
        take: relations whose carer the absorbed record gives.

    Returns:
        For the log: keys that changed sides, and what was filled.
    """
    own: dict[str, list[Caregiver]] = {}
    for each in Caregiver.objects.filter(child_id=survivor_id).order_by("id"):
        own.setdefault(each.relation, []).append(each)
    swapped: dict[str, list[str]] = {"to_survivor": [], "to_absorbed": []}
    filled: dict[str, dict[str, Any]] = {}
    chosen = set(take)
    for other in Caregiver.objects.filter(child_id=absorbed_id).order_by("id"):
        if other.relation not in own:
            continue
        standing = own[other.relation]
        named = [each for each in standing if search_key(each.full_name) == search_key(other.full_name)]
        held = (named or standing)[0]
        stays, goes = (other, held) if other.relation in chosen else (held, other)
        if other.relation in chosen:
            chosen.discard(other.relation)  # one carer is given for one
            standing[standing.index(held)] = other
            swapped["to_survivor"].append(str(other.id))
            swapped["to_absorbed"].append(str(held.id))
            other.child_id, held.child_id = survivor_id, absorbed_id
            held.save()
        if search_key(stays.full_name) == search_key(goes.full_name):
            lacking = [name for name in _CARER_FIELDS if not getattr(stays, name) and getattr(goes, name)]
            if lacking:
                filled.setdefault(str(stays.id), {}).update({name: getattr(stays, name) for name in lacking})
            for name in lacking:
                setattr(stays, name, getattr(goes, name))
        stays.save()
    return {**swapped, "filled": filled}


def part_carers(*, survivor_id: UUID, absorbed_id: UUID, joined: Mapping[str, Any]) -> None:
    """Undo ``join_carers``."""
    Caregiver.objects.filter(pk__in=joined["to_survivor"]).update(child_id=absorbed_id)
    Caregiver.objects.filter(pk__in=joined["to_absorbed"]).update(child_id=survivor_id)
    for key, values in joined["filled"].items():
        Caregiver.objects.filter(pk=key).update(**values)


def move_home(*, survivor: Child, hamlet_before: UUID | None) -> dict[str, str | None]:
    """Let the survivor's present residence name the hamlet that was chosen; returns what it named before."""
    if survivor.hamlet_id == hamlet_before:
        return {}
    current = Residence.objects.filter(child=survivor, valid__endswith__isnull=True, commune_id=survivor.commune_id)
    before = {str(each.id): plain(each.hamlet_id) for each in current}
    current.update(hamlet_id=survivor.hamlet_id)
    return before


def move_home_back(before: Mapping[str, str | None]) -> None:
    """Undo ``move_home``."""
    for key, hamlet_id in before.items():
        Residence.objects.filter(pk=key).update(hamlet_id=hamlet_id)


def carry_pairs(*, survivor_id: UUID, absorbed_id: UUID) -> list[str]:
    """Ask of the survivor what was asked of the absorbed record, and keep what was answered; returns the new keys."""
    made: list[str] = []
    for column, other in (("first_id", "second_id"), ("second_id", "first_id")):
        for pair in DuplicatePair.objects.filter(**{column: absorbed_id}).exclude(state=PairState.SAME):
            third = getattr(pair, other)
            first, second = sorted((survivor_id, third))
            if third == survivor_id or DuplicatePair.objects.filter(first_id=first, second_id=second).exists():
                continue
            copy = DuplicatePair.objects.create(
                first_id=first,
                second_id=second,
                weight=pair.weight,
                evidence=pair.evidence,
                state=pair.state,
                import_id=pair.import_id,
                decided_at=pair.decided_at,
                decided_by=pair.decided_by,
            )
            made.append(str(copy.id))
    return made


def drop_pairs(keys: Iterable[str]) -> None:
    """Undo ``carry_pairs``: questions carried over are dropped unless they have been answered as one child."""
    DuplicatePair.objects.filter(pk__in=list(keys)).exclude(state=PairState.SAME).delete()


def own_search_text(child: Child) -> str:
    """Return what a child is found by, from the profile and the carers as they stand."""
    carers = list(Caregiver.objects.filter(child=child).order_by("id"))
    return search_text(
        names=[child.full_name, *(each.full_name for each in carers)],
        numbers=[*_numbers(child), *(number for each in carers for number in (each.phone, each.personal_id))],
    )


def joined_search_text(*, survivor: Child, absorbed: Child) -> str:
    """Return what finds the survivor from now on: its own names and numbers, and all that found either before."""
    own = own_search_text(survivor)
    words = f"{own}|{survivor.search_text}|{absorbed.search_text}".split("|")
    return "|".join(dict.fromkeys(word for word in words if word))


def plain(value: Any) -> Any:
    """Return a column's value as JSON keeps it."""
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | bool | int | type(None)) else str(value)


def _profile(child: Child) -> dict[str, Any]:
    return {name: plain(getattr(child, name)) for group in _GROUPS for name in group}


def _numbers(child: Child) -> tuple[str, ...]:
    return (child.personal_id, child.insurance_no, child.birth_certificate_no)


def _empty(value: Any) -> bool:
    return value is None or value == ""
