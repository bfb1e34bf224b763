"""Compile CDSi supporting data, as the CDC publishes it in XML, to a schedule.

Only the layout of the files is known here (the two published XSD); nothing of any release's content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from mangnon.engines.immunization.dates import Period, parse_period
from mangnon.engines.immunization.schedule import (
    AgeRule,
    Antigen,
    Association,
    Conflict,
    Contraindication,
    CountLogic,
    Group,
    ImmuneBirth,
    Indication,
    IntervalRule,
    Product,
    Schedule,
    Series,
    SeriesDose,
    SeriesKind,
    Skip,
    SkipCondition,
    SkipSet,
    VaccineRule,
)
from mangnon.engines.immunization.xml import Element, SupportingDataError, parse_xml


@dataclass
class _Names:
    """Places of antigens, products and groups by name, and the file being read."""

    file: str
    antigens: dict[str, int]
    groups: dict[str, int]
    products: dict[str, int]

    def error(self, what: str) -> SupportingDataError:
        """An error that names the file and the value."""
        return SupportingDataError(f"Tệp {self.file}: không hiểu giá trị {what}.")

    def period(self, text: str) -> Period | None:
        """Read a period."""
        try:
            return parse_period(text)
        except ValueError:
            raise self.error(f"«{text}»") from None

    def day(self, text: str) -> int | None:
        """Read a date (``20250827`` or ``01/01/1957``) as a day number."""
        if not text:
            return None
        try:
            if "/" in text:
                month, day, year = (int(part) for part in text.split("/"))
                found = date(year, month, day)
            else:
                digits = text.replace("-", "")
                found = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
        except ValueError:
            raise self.error(f"«{text}»") from None
        return found.toordinal() - date(1970, 1, 1).toordinal()

    def number(self, text: str, otherwise: int) -> int:
        """Read the number in a text such as ``Dose 2``."""
        digits = "".join(letter for letter in text if letter.isdigit())
        return int(digits) if digits else otherwise

    def product(self, cvx: str) -> int:
        """The place of a CVX code, added to the list when it is new."""
        return self.products.setdefault(cvx, len(self.products))

    def product_list(self, text: str) -> tuple[int, ...]:
        """The places of codes separated by semicolons."""
        return tuple(self.product(code.strip()) for code in text.replace(",", ";").split(";") if code.strip())


def compile_supporting_data(*, files: Mapping[str, bytes], name: str) -> Schedule:
    """Compile one release of supporting data.

    Args:
        files: content of the XML files by file name; each is known by its root element.
        name: the name the schedule shall bear.

    Returns:
        The compiled schedule; products are named ``cvx:<code>``.

    Raises:
        SupportingDataError: a file is not XML of the published layout, or declares entities.
    """
    roots = {file: parse_xml(file, content) for file, content in sorted(files.items())}
    schedules = [file for file, root in roots.items() if root.name == "scheduleSupportingData"]
    antigens = [file for file, root in roots.items() if root.name == "antigenSupportingData"]
    if len(schedules) != 1 or not antigens:
        raise SupportingDataError(
            "Thư mục phải có đúng một tệp scheduleSupportingData và ít nhất một tệp antigenSupportingData."
        )
    top = roots[schedules[0]]
    names = _names(schedules[0], top, [roots[file] for file in antigens])
    products = _products(names, top)
    details: dict[int, Antigen] = {}
    series: list[Series] = []
    for file in antigens:
        names.file = file
        root = roots[file]
        place, found = _series_of_file(names, root)
        series += found
        details[place] = _antigen(names, root, place)
    names.file = schedules[0]
    conflicts = _conflicts(names, top)
    listed = {product.code for product in products}
    extra = [Product(f"cvx:{cvx}", "", ()) for cvx in names.products if f"cvx:{cvx}" not in listed]
    return Schedule(
        name=name,
        products=(*products, *extra),
        antigens=tuple(details.get(place, Antigen(antigen)) for antigen, place in names.antigens.items()),
        groups=_groups(names, top),
        series=tuple(series),
        conflicts=conflicts,
        observation_aliases=tuple(_aliases(top)),
    )


def _names(file: str, top: Element, roots: Iterable[Element]) -> _Names:
    antigens: dict[str, int] = {}
    for link in top.find("vaccineGroupToAntigenMap").all("vaccineGroupMap"):
        for antigen in link.all("antigen"):
            antigens.setdefault(antigen.value, len(antigens))
    for root in roots:
        for series in root.all("series"):
            antigens.setdefault(series.get("targetDisease"), len(antigens))
    groups: dict[str, int] = {}
    for group in top.find("vaccineGroups").all("vaccineGroup"):
        groups.setdefault(group.get("name"), len(groups))
    products: dict[str, int] = {}
    for row in top.find("cvxToAntigenMap").all("cvxMap"):
        products.setdefault(row.get("cvx"), len(products))
    return _Names(file, antigens, groups, products)


def _products(names: _Names, top: Element) -> list[Product]:
    found: dict[str, Product] = {}
    for row in top.find("cvxToAntigenMap").all("cvxMap"):
        links = tuple(
            Association(
                names.antigens.setdefault(link.get("antigen"), len(names.antigens)),
                names.period(link.get("associationBeginAge")),
                names.period(link.get("associationEndAge")),
            )
            for link in row.all("association")
        )
        cvx = row.get("cvx")
        before = found[cvx].associations if cvx in found else ()
        found[cvx] = Product(f"cvx:{cvx}", row.get("shortDescription"), (*before, *links))
    return list(found.values())


def _groups(names: _Names, top: Element) -> tuple[Group, ...]:
    members: dict[str, tuple[int, ...]] = {}
    for link in top.find("vaccineGroupToAntigenMap").all("vaccineGroupMap"):
        found = tuple(names.antigens[antigen.value] for antigen in link.all("antigen"))
        members[link.get("name")] = (*members.get(link.get("name"), ()), *found)
    full = {
        group.get("name"): group.get("administerFullVaccineGroup").lower() in {"y", "yes"}
        for group in top.find("vaccineGroups").all("vaccineGroup")
    }
    return tuple(Group(name, members.get(name, ()), administer_full=full.get(name, False)) for name in names.groups)


def _conflicts(names: _Names, top: Element) -> tuple[Conflict, ...]:
    zero = Period()
    found = []
    for row in top.find("liveVirusConflicts").all("liveVirusConflict"):
        end = names.period(row.get("conflictEndInterval")) or zero
        found.append(
            Conflict(
                previous=names.product(row.find("previous").get("cvx")),
                current=names.product(row.find("current").get("cvx")),
                begin=names.period(row.get("conflictBeginInterval")) or zero,
                minimum_end=names.period(row.get("minConflictEndInterval")) or end,
                end=end,
            )
        )
    return tuple(found)


def _aliases(top: Element) -> list[tuple[str, str]]:
    """Codes of other systems, and numbers without their leading zeros, for the observations."""
    own, others = [], []
    for row in top.find("observations").all("observation"):
        code = row.get("observationCode")
        if code.isdigit() and str(int(code)) != code:
            own.append((str(int(code)), code))
        for value in row.find("codedValues").all("codedValue"):
            others.append((value.get("code"), code))
    exact = {row.get("observationCode") for row in top.find("observations").all("observation")}
    return [pair for pair in (*others, *own) if pair[0] and pair[0] not in exact]


def _antigen(names: _Names, root: Element, place: int) -> Antigen:
    immunity = root.find("immunity")
    births = tuple(
        ImmuneBirth(
            before=names.day(row.get("immunityBirthDate")) or 0,
            country=row.get("birthCountry"),
            exclusions=tuple(one.get("exclusionCode") for one in row.all("exclusion")),
        )
        for row in immunity.all("dateOfBirth")
    )
    bans = root.find("contraindications")
    found = [
        Contraindication(
            row.get("observationCode"), -1, names.period(row.get("beginAge")), names.period(row.get("endAge"))
        )
        for row in bans.find("vaccineGroup").all("contraindication")
    ]
    for row in bans.find("vaccine").all("contraindication"):
        found += [
            Contraindication(
                row.get("observationCode"),
                names.product(one.get("cvx")),
                names.period(one.get("beginAge")),
                names.period(one.get("endAge")),
            )
            for one in row.all("contraindicatedVaccine")
        ]
    antigen = next(name for name, at in names.antigens.items() if at == place)
    return Antigen(
        name=antigen,
        immune_codes=tuple(row.get("guidelineCode") for row in immunity.all("clinicalHistory")),
        immune_births=births,
        contraindications=tuple(found),
    )


def _series_of_file(names: _Names, root: Element) -> tuple[int, list[Series]]:
    found = [_series(names, row) for row in root.all("series")]
    if not found:
        raise SupportingDataError(f"Tệp {names.file} không có liệu trình (series) nào.")
    return found[0].antigen, found


def _series(names: _Names, row: Element) -> Series:
    choice = row.find("selectSeries")
    kind = row.get("seriesType").lower().replace(" ", "_") or "standard"
    kinds: dict[str, SeriesKind] = {
        "standard": "standard",
        "risk": "risk",
        "evaluation_only": "evaluation_only",
    }
    if kind not in kinds:
        raise names.error(f"seriesType «{row.get('seriesType')}»")
    group = row.get("vaccineGroup")
    sexes = {"female": "f", "male": "m", "unknown": ""}
    return Series(
        name=row.get("seriesName"),
        antigen=names.antigens[row.get("targetDisease")],
        group=names.groups.setdefault(group, len(names.groups)),
        kind=kinds[kind],
        doses=tuple(_dose(names, dose, place + 1) for place, dose in enumerate(row.all("seriesDose"))),
        series_group=choice.get("seriesGroup"),
        equivalent_groups=tuple(
            part.strip() for part in row.get("equivalentSeriesGroups").replace(",", ";").split(";") if part.strip()
        ),
        sexes=tuple(sexes.get(one.value.lower(), one.value) for one in row.all("requiredGender")),
        default=_yes(choice.get("defaultSeries")),
        product_path=_yes(choice.get("productPath")),
        priority=choice.get("seriesPriority") or "Z",
        preference=names.number(choice.get("seriesPreference"), 99),
        minimum_age_to_start=names.period(choice.get("minAgeToStart")),
        maximum_age_to_start=names.period(choice.get("maxAgeToStart")),
        indications=tuple(
            Indication(
                one.find("observationCode").get("code"),
                names.period(one.get("beginAge")),
                names.period(one.get("endAge")),
            )
            for one in row.all("indication")
        ),
    )


def _yes(text: str) -> bool:
    return text.lower() in {"y", "yes"}


def _dose(names: _Names, row: Element, place: int) -> SeriesDose:
    season = row.find("seasonalRecommendation")
    intervals = [_interval(names, one) for one in row.all("interval")]
    allowable = [_interval(names, one) for one in row.all("allowableInterval")]
    return SeriesDose(
        number=names.number(row.get("doseNumber"), place),
        ages=tuple(_age(names, one) for one in row.all("age")),
        intervals=tuple(one for one in intervals if one is not None),
        allowable_intervals=tuple(one for one in allowable if one is not None),
        preferable=tuple(_vaccine(names, one) for one in row.all("preferableVaccine")),
        allowable=tuple(_vaccine(names, one) for one in row.all("allowableVaccine")),
        inadvertent=tuple(names.product(one.get("cvx")) for one in row.all("inadvertentVaccine")),
        skips=tuple(_skip(names, one) for one in row.all("conditionalSkip")),
        recurring=_yes(row.get("recurringDose")),
        season_start=names.day(season.get("startDate")),
        season_end=names.day(season.get("endDate")),
    )


def _age(names: _Names, row: Element) -> AgeRule:
    return AgeRule(
        absolute_minimum=names.period(row.get("absMinAge")),
        minimum=names.period(row.get("minAge")),
        earliest_recommended=names.period(row.get("earliestRecAge")),
        latest_recommended=names.period(row.get("latestRecAge")),
        maximum=names.period(row.get("maxAge")),
        effective=names.day(row.get("effectiveDate")),
        cessation=names.day(row.get("cessationDate")),
    )


def _interval(names: _Names, row: Element) -> IntervalRule | None:
    """Read an interval; one that is measured from nothing says nothing."""
    observation = row.find("fromRelevantObs").get("code")
    target = row.get("fromTargetDose")
    recent = row.get("fromMostRecent")
    reference: Literal["previous", "target", "recent", "observation"]
    if _yes(row.get("fromPrevious")):
        reference = "previous"
    elif target:
        reference = "target"
    elif recent:
        reference = "recent"
    elif observation:
        reference = "observation"
    else:
        return None
    return IntervalRule(
        reference=reference,
        target=names.number(target, 0) if reference == "target" else 0,
        products=names.product_list(recent) if reference == "recent" else (),
        observation=observation if reference == "observation" else "",
        absolute_minimum=names.period(row.get("absMinInt")),
        minimum=names.period(row.get("minInt")),
        earliest_recommended=names.period(row.get("earliestRecInt")),
        latest_recommended=names.period(row.get("latestRecInt")),
        priority=row.get("intervalPriority").lower() in {"y", "yes", "override"},
        effective=names.day(row.get("effectiveDate")),
        cessation=names.day(row.get("cessationDate")),
    )


def _vaccine(names: _Names, row: Element) -> VaccineRule:
    return VaccineRule(
        product=names.product(row.get("cvx")),
        begin=names.period(row.get("beginAge")),
        end=names.period(row.get("endAge")),
        maker=row.get("mvx"),
        forecast=_yes(row.get("forecastVaccineType")),
    )


def _skip(names: _Names, row: Element) -> Skip:
    # Releases before contexts were told apart mean both.
    context = row.get("context").lower() or "both"
    return Skip(
        sets=tuple(
            SkipSet(
                conditions=tuple(_condition(names, each) for each in one.all("condition")),
                every=one.get("conditionLogic").lower() != "or",
                effective=names.day(one.get("effectiveDate")),
                cessation=names.day(one.get("cessationDate")),
            )
            for one in row.all("set")
        ),
        every=row.get("setLogic").lower() == "and",
        in_evaluation=context in {"evaluation", "both"},
        in_forecast=context in {"forecast", "both"},
    )


def _condition(names: _Names, row: Element) -> SkipCondition:
    written = row.get("conditionType")
    kind = written.lower()
    logics: dict[str, CountLogic] = {"greater than": "greater", "equal to": "equal", "less than": "less"}
    logics |= {"greater": "greater", "equal": "equal", "less": "less", "": "greater"}
    logic = row.get("doseCountLogic").lower()
    if logic not in logics:
        raise names.error(f"doseCountLogic «{row.get('doseCountLogic')}»")
    begin, end = names.period(row.get("beginAge")), names.period(row.get("endAge"))
    if kind == "age":
        return SkipCondition(kind="age", begin=begin, end=end)
    if kind == "interval":
        return SkipCondition(kind="interval", interval=names.period(row.get("interval")))
    if kind == "completed series":
        groups = tuple(part.strip() for part in row.get("seriesGroups").split(";") if part.strip())
        return SkipCondition(kind="completed", series_groups=groups)
    if not kind.startswith("vaccine count"):
        raise names.error(f"conditionType «{written}»")
    return SkipCondition(
        kind="count",
        begin=begin,
        end=end,
        start_on=names.day(row.get("startDate")),
        end_on=names.day(row.get("endDate")),
        count=names.number(row.get("doseCount"), 0),
        logic=logics[logic],
        valid_only=row.get("doseType").lower() == "valid",
        products=names.product_list(row.get("vaccineTypes")),
    )
