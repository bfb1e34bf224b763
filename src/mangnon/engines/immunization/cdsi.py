"""Compile CDSi supporting data, as the CDC publishes it in XML, to a schedule.

Only the layout of the files is known here (the two published XSD); nothing of any release's content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from mangnon.engines.immunization.cdsi_names import Names, cvx_code
from mangnon.engines.immunization.dates import Period
from mangnon.engines.immunization.schedule import (
    Antigen,
    Association,
    Conflict,
    Contraindication,
    Group,
    ImmuneBirth,
    Product,
    Schedule,
)
from mangnon.engines.immunization.series import (
    AgeRule,
    CountLogic,
    Indication,
    IntervalRule,
    Series,
    SeriesDose,
    SeriesKind,
    Skip,
    SkipCondition,
    SkipSet,
    VaccineRule,
)
from mangnon.engines.immunization.xml import Element, SupportingDataError, parse_xml


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
    names = _names(schedules[0], top, {file: roots[file] for file in antigens})
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
    groups = _groups(names, top, series)
    listed = {product.code for product in products}
    extra = [Product(f"cvx:{cvx}", "", ()) for cvx in names.products if f"cvx:{cvx}" not in listed]
    return Schedule(
        name=name,
        products=(*products, *extra),
        antigens=tuple(details.get(place, Antigen(antigen)) for antigen, place in names.antigens.items()),
        groups=groups,
        series=tuple(series),
        conflicts=conflicts,
        observation_aliases=tuple(_aliases(top)),
    )


def _names(file: str, top: Element, roots: Mapping[str, Element]) -> Names:
    names = Names(file, {}, {}, {})
    for link in top.find("vaccineGroupToAntigenMap").all("vaccineGroupMap"):
        for antigen in link.all("antigen"):
            if antigen.value:
                names.antigen(antigen.value)
    for names.file, root in roots.items():
        for series in root.all("series"):
            names.antigen(series.get("targetDisease"))
    names.file = file
    for group in top.find("vaccineGroups").all("vaccineGroup"):
        if _name_of(group):
            names.group(_name_of(group))
    for row in top.find("cvxToAntigenMap").all("cvxMap"):
        names.product(row.get("cvx"))
    return names


def _name_of(group: Element) -> str:
    """The name of a vaccine group, which stood as its text before groups had more to say."""
    return group.get("name") or group.value


def _products(names: Names, top: Element) -> list[Product]:
    found: dict[str, Product] = {}
    for row in top.find("cvxToAntigenMap").all("cvxMap"):
        links = tuple(
            Association(
                names.antigen(link.get("antigen")),
                names.period(link.get("associationBeginAge")),
                names.period(link.get("associationEndAge")),
            )
            for link in row.all("association")
            if link.get("antigen")
        )
        cvx = cvx_code(row.get("cvx"))
        before = found[cvx].associations if cvx in found else ()
        found[cvx] = Product(f"cvx:{cvx}", row.get("shortDescription"), (*before, *links))
    return list(found.values())


def _groups(names: Names, top: Element, series: Iterable[Series]) -> tuple[Group, ...]:
    """The vaccine groups; where no map says which antigens they hold, their series do."""
    members: list[list[int]] = [[] for _ in names.groups]
    for link in top.find("vaccineGroupToAntigenMap").all("vaccineGroupMap"):
        if link.get("name"):
            place = names.group(link.get("name"))
            members += [[] for _ in range(place + 1 - len(members))]
            members[place] += [names.antigen(antigen.value) for antigen in link.all("antigen") if antigen.value]
    mapped = {antigen for some in members for antigen in some}
    for one in series:
        if one.antigen not in mapped and one.antigen not in members[one.group]:
            members[one.group].append(one.antigen)
    full = {
        names.group(_name_of(group)): _yes(group.get("administerFullVaccineGroup"))
        for group in top.find("vaccineGroups").all("vaccineGroup")
        if _name_of(group)
    }
    return tuple(
        Group(name, tuple(dict.fromkeys(members[place])), administer_full=full.get(place, False))
        for name, place in names.groups.items()
    )


def _conflicts(names: Names, top: Element) -> tuple[Conflict, ...]:
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


def _antigen(names: Names, root: Element, place: int) -> Antigen:
    antigen = next(name for name, at in names.antigens.items() if at == place)
    return Antigen(
        name=antigen,
        immune_codes=tuple(
            code for row in root.find("immunity").all("clinicalHistory") for code in _codes(row, "guidelineCode")
        ),
        immune_births=tuple(_immune_births(names, root.find("immunity"))),
        contraindications=tuple(_contraindications(names, root.find("contraindications"))),
    )


def _codes(row: Element, name: str) -> list[str]:
    """The code of a row; releases before observations had codes of their own map to those of other systems."""
    code = row.code(name)
    mapped = [one.get("conceptCode") for one in row.all("mapping")]
    return [code] if code else [one for one in mapped if one]


def _immune_births(names: Names, immunity: Element) -> Iterable[ImmuneBirth]:
    for row in immunity.all("dateOfBirth"):
        before = names.day(row.get("immunityBirthDate"))
        if before is not None:
            exclusions = [code for one in row.all("exclusion") for code in _codes(one, "exclusionCode")]
            yield ImmuneBirth(before=before, country=row.get("birthCountry"), exclusions=tuple(exclusions))


def _contraindications(names: Names, bans: Element) -> Iterable[Contraindication]:
    """Contraindications of the whole group, and of single vaccines."""
    for row in (*bans.find("vaccineGroup").all("contraindication"), *bans.all("contraindication")):
        if not row.all("contraindicatedVaccine"):
            begin, end = names.period(row.get("beginAge")), names.period(row.get("endAge"))
            yield from (Contraindication(code, -1, begin, end) for code in _codes(row, "observationCode"))
    for row in (*bans.find("vaccine").all("contraindication"), *bans.all("contraindication")):
        for one in row.all("contraindicatedVaccine"):
            begin, end = names.period(one.get("beginAge")), names.period(one.get("endAge"))
            for code in _codes(row, "observationCode"):
                yield Contraindication(code, names.product(one.get("cvx")), begin, end)


def _series_of_file(names: Names, root: Element) -> tuple[int, list[Series]]:
    found = [_series(names, row) for row in root.all("series")]
    if not found:
        raise SupportingDataError(f"Tệp {names.file} không có liệu trình (series) nào.")
    return found[0].antigen, found


def _series(names: Names, row: Element) -> Series:
    choice = row.first("selectSeries", "selectBest", "selectPatientSeries")
    kind = row.get("seriesType").lower().replace(" ", "_").replace("-", "_") or "standard"
    kinds: dict[str, SeriesKind] = {
        "standard": "standard",
        "risk": "risk",
        "evaluation_only": "evaluation_only",
    }
    if kind not in kinds:
        raise names.error(f"seriesType «{row.get('seriesType')}»")
    sexes = {"female": "f", "male": "m", "unknown": ""}
    # Before series had a sex, each of their doses had.
    required = row.all("requiredGender") or [
        one for dose in row.all("seriesDose") for one in dose.all("requiredGender")
    ]
    return Series(
        name=row.get("seriesName"),
        antigen=names.antigen(row.get("targetDisease")),
        group=names.group(row.get("vaccineGroup") or row.get("targetDisease")),
        kind=kinds[kind],
        doses=tuple(_dose(names, dose, place + 1) for place, dose in enumerate(row.all("seriesDose"))),
        series_group=choice.get("seriesGroup") or "1",
        equivalent_groups=tuple(
            part.strip() for part in row.get("equivalentSeriesGroups").replace(",", ";").split(";") if part.strip()
        ),
        sexes=tuple(dict.fromkeys(sexes.get(one.value.lower(), one.value) for one in required if one.value)),
        default=_yes(choice.get("defaultSeries")),
        product_path=_yes(choice.get("productPath")),
        priority=choice.get("seriesPriority") or "Z",
        preference=names.number(choice.get("seriesPreference"), 99),
        minimum_age_to_start=names.period(choice.get("minAgeToStart")),
        maximum_age_to_start=names.period(choice.get("maxAgeToStart")),
        indications=tuple(
            Indication(
                code,
                names.period(one.get("beginAge")),
                names.period(one.get("endAge")),
            )
            for one in row.all("indication")
            for code in _codes(one, "observationCode")
        ),
    )


def _yes(text: str) -> bool:
    return text.lower() in {"y", "yes"}


def _dose(names: Names, row: Element, place: int) -> SeriesDose:
    season = row.find("seasonalRecommendation")
    intervals = [_interval(names, one) for one in (*row.all("interval"), *row.all("preferableInterval"))]
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


def _age(names: Names, row: Element) -> AgeRule:
    return AgeRule(
        absolute_minimum=names.period(row.get("absMinAge")),
        minimum=names.period(row.get("minAge")),
        earliest_recommended=names.period(row.get("earliestRecAge")),
        latest_recommended=names.period(row.get("latestRecAge")),
        maximum=names.period(row.get("maxAge")),
        effective=names.day(row.get("effectiveDate")),
        cessation=names.day(row.get("cessationDate")),
    )


def _interval(names: Names, row: Element) -> IntervalRule | None:
    """Read an interval; one that is measured from nothing says nothing."""
    observation = row.code("fromRelevantObs")
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


def _vaccine(names: Names, row: Element) -> VaccineRule:
    return VaccineRule(
        product=names.product(row.get("cvx")),
        begin=names.period(row.get("beginAge")),
        end=names.period(row.get("endAge")),
        maker=row.get("mvx"),
        forecast=_yes(row.get("forecastVaccineType")),
    )


def _skip(names: Names, row: Element) -> Skip:
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


def _condition(names: Names, row: Element) -> SkipCondition:
    written = row.get("conditionType")
    kind = " ".join(written.lower().replace("-", " ").split())
    logics: dict[str, CountLogic] = {"greater than": "greater", "equal to": "equal", "less than": "less"}
    logics |= {"greater": "greater", "equal": "equal", "equals": "equal", "less": "less", "": "greater"}
    logics |= {">": "greater", "=": "equal", "<": "less"}
    logic = row.get("doseCountLogic").lower().replace("-", " ")
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
        products=names.product_list(row.first("vaccineTypes", "cvxList").value),
    )
