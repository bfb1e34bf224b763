"""What groups of special circumstances and risks are called, from ``content/children``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from mangnon.core.content.dated import read_versions
from mangnon.vocab.dated import in_force


@dataclass(frozen=True)
class GroupName:
    """A group of Article 10: its name and the names of its sub-types by code."""

    name: str
    subtypes: Mapping[str, str]


@dataclass(frozen=True)
class CircumstanceNames:
    """Names in force on a day: groups by their code (10a … 10o), risks by theirs."""

    groups: Mapping[str, GroupName]
    risks: Mapping[str, str]

    def group(self, code: str) -> str:
        """Name a group; its code where it is not known."""
        return self.groups[code].name if code in self.groups else code

    def subtype(self, code: str, subtype: str) -> str:
        """Name a sub-type; what was written where it is not known."""
        return self.groups[code].subtypes.get(subtype, subtype) if code in self.groups else subtype

    def risk(self, code: str) -> str:
        """Name a risk; its code where it is not known."""
        return self.risks.get(code, code)


@lru_cache(maxsize=8)
def circumstance_names(on: date) -> CircumstanceNames:
    """Return the names in force on a day, or the oldest where none was yet."""
    versions = read_versions("children/circumstances.yaml")
    values = (in_force(versions, on=on) or versions[0]).values
    return CircumstanceNames(
        groups={code: GroupName(each["name"], each.get("subtypes") or {}) for code, each in values["groups"].items()},
        risks=values["risks"],
    )
