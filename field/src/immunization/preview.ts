/**
 * What the phone says of a child's next doses before the server has answered.
 *
 * Never a wrong answer: what needs more than this twin does is marked provisional.
 */

import { dayOf, textOf } from "./dates.ts";
import { forecastSeries, type Status } from "./forecast.ts";
import { atAge, heldUntil, standingOf, type Dose, type History, type Observation, type Standing } from "./history.ts";
import { versionOn, type Group, type Schedule, type ScheduleVersions, type Series } from "./schedule.ts";
import { selectSeries, type Candidate, type Selection } from "./select.ts";
import { trackSeries, type DoseStatus } from "./track.ts";

/** A child as the contract's `immunize` takes it. */
export interface Child {
  readonly sex?: string | null;
  readonly birth_date?: string | null;
  readonly assess_on: string;
  readonly doses?: readonly GivenDose[] | null;
  readonly observations?: readonly Observed[] | null;
}

/** An observation: since when, and until when somebody said that it holds. */
export interface Observed {
  readonly code: string | number;
  readonly on?: string | null;
  readonly until?: string | null;
}

export interface GivenDose {
  readonly on?: string | null;
  readonly product?: string | null;
  readonly maker?: string | null;
  readonly substandard?: boolean | null;
}

/** The next dose of a vaccine group or of one course; `provisional`: the server may say otherwise. */
export interface NextDose {
  /** The group's or the antigen's name. */
  readonly name: string;
  readonly status: Status;
  readonly dose: number | null;
  readonly earliest: string | null;
  readonly recommended: string | null;
  readonly past_due: string | null;
  readonly products: readonly string[];
  readonly provisional: boolean;
}

/** A given dose as one antigen counts it. */
export interface Verdict {
  readonly index: number;
  /** Null where the product is unknown. */
  readonly antigen: string | null;
  readonly status: Exclude<DoseStatus, "not_evaluated">;
  readonly provisional: boolean;
}

/** The version asked, each vaccine group's next dose, each course's, and the verdicts on given doses. */
export interface Preview {
  readonly version: string;
  readonly groups: readonly NextDose[];
  readonly courses: readonly NextDose[];
  readonly doses: readonly Verdict[];
}

interface Outcome {
  readonly records: readonly Dose[];
  readonly standing: Standing;
  readonly candidates: readonly Candidate[];
  readonly selection: Selection;
  readonly provisional: boolean;
}

/**
 * Preview a child's next doses; null where nothing can be said: no birth date, not born yet, no schedule, or a sex
 * or an observation that cannot be read.
 */
export function preview(child: Child, schedules: ScheduleVersions): Preview | null {
  const birth = dayOf(child.birth_date);
  const assess = dayOf(child.assess_on);
  const sex = child.sex ?? "";
  if (birth === null || assess === null || assess < birth || !["", "m", "f"].includes(sex)) return null;
  const schedule = versionOn(schedules, assess);
  if (schedule === null) return null;
  const observed = observedOf(child, assess);
  if (observed === null) return null;
  const doses = dosesOf(child, schedule, birth, assess);
  const history: History = { schedule, birth, assess, sex, doses, observed };
  const outcomes = outcomesOf(history, child);
  const groups: NextDose[] = [];
  const courses: NextDose[] = [];
  for (const group of schedule.groups) {
    if (!group.forecast) continue;
    const merged = mergeGroup(history, outcomes, group);
    if (merged !== null) groups.push(merged);
    for (const antigen of group.antigens) {
      const name = schedule.antigens[antigen]?.name ?? "";
      const alone = mergeGroup(history, outcomes, { ...group, name, antigens: [antigen] });
      if (alone !== null) courses.push(alone);
    }
  }
  const verdicts = [...verdictsOf(schedule, outcomes), ...leftOut(history, outcomes, child)];
  return { version: schedule.name, groups, courses, doses: verdicts };
}

/** The doses that enter the evaluation, in the order in which they count. */
function dosesOf(child: Child, schedule: Schedule, birth: number, assess: number): Dose[] {
  const found: (Dose & { readonly maker: string })[] = [];
  for (const [index, given] of (child.doses ?? []).entries()) {
    const on = dayOf(given.on);
    const product = schedule.products.findIndex((one) => one.code === given.product);
    if (on === null || product < 0 || on < birth || on > assess) continue;
    found.push({ index, on, product, maker: given.maker ?? "", substandard: given.substandard === true });
  }
  return found.sort(
    (one, other) =>
      one.on - other.on ||
      one.product - other.product ||
      Number(one.maker > other.maker) - Number(one.maker < other.maker) ||
      one.index - other.index,
  );
}

/** The observations that are active on the day asked about; null where a day cannot be read. */
function observedOf(child: Child, assess: number): Observation[] | null {
  const found: Observation[] = [];
  for (const { code, on, until } of child.observations ?? []) {
    const [start, end] = [on ?? null, until ?? null].map((text) => (text === null ? null : (dayOf(text) ?? NaN)));
    if (start === undefined || end === undefined || Number.isNaN(start) || Number.isNaN(end)) return null;
    if ((start === null || start <= assess) && (end === null || end > assess)) {
      found.push({ code: String(code), on: start, until: end });
    }
  }
  return found;
}

function outcomesOf(history: History, child: Child): Outcome[] {
  const { schedule } = history;
  const known = new Set(schedule.products.map((one) => one.code));
  const strange = (child.doses ?? []).some((given) => !known.has(given.product ?? ""));
  return schedule.antigens.map((antigen, place) => {
    const records = history.doses.filter((dose) => schedule.products[dose.product]?.antigens.includes(place));
    const standing = standingOf(history, antigen);
    const candidates = antigen.series
      .filter((series) => isRelevant(history, series, records))
      .map((series) => {
        const track = trackSeries(history, records, series);
        return { track, forecast: forecastSeries(history, track, standing) };
      });
    return {
      records,
      standing,
      candidates,
      selection: selectSeries(history, candidates),
      provisional: strange || antigen.beyond,
    };
  });
}

/** A series that only judges given doses speaks when complete, which takes a dose. */
function isRelevant(history: History, series: Series, records: readonly Dose[]): boolean {
  if (series.sexes.length > 0 && !series.sexes.includes(history.sex)) return false;
  return !series.evaluationOnly || records.length > 0;
}

/** The status that counts for each record: that of the best series, or valid where any prioritized one says so. */
function judged({ records, candidates, selection }: Outcome): Verdict["status"][] {
  const chosen = candidates[selection.prioritized] ?? candidates[0];
  return records.map((_, place) => {
    const status = chosen?.track.statuses[place] ?? "extraneous";
    return status === "not_evaluated" ? "extraneous" : status;
  });
}

function verdictsOf(schedule: Schedule, outcomes: readonly Outcome[]): Verdict[] {
  const found: Verdict[] = [];
  for (const [place, outcome] of outcomes.entries()) {
    const antigen = schedule.antigens[place]?.name ?? "";
    for (const [at, status] of judged(outcome).entries()) {
      const index = outcome.records[at]?.index ?? -1;
      found.push({ index, antigen, status, provisional: outcome.provisional });
    }
  }
  return found;
}

/** The doses that never enter the evaluation: undated, of an unknown product, before birth, after the day asked. */
function leftOut({ schedule, doses, assess }: History, outcomes: readonly Outcome[], child: Child): Verdict[] {
  const counted = new Set(doses.map((dose) => dose.index));
  const found: Verdict[] = [];
  for (const [index, given] of (child.doses ?? []).entries()) {
    if (counted.has(index)) continue;
    const product = schedule.products.find((one) => one.code === given.product);
    if (product === undefined) found.push({ index, antigen: null, status: "not_valid", provisional: true });
    const on = dayOf(given.on);
    const status = on !== null && on > assess ? "extraneous" : "not_valid";
    for (const place of product?.antigens ?? []) {
      const antigen = schedule.antigens[place]?.name ?? "";
      found.push({ index, antigen, status, provisional: outcomes[place]?.provisional ?? true });
    }
  }
  return found;
}

/** Merge the best series of a group's antigens, which are courses side by side: the first one due speaks. */
function mergeGroup(history: History, outcomes: readonly Outcome[], group: Group): NextDose | null {
  const mine = group.antigens.map((antigen) => outcomes[antigen]).filter((one) => one !== undefined);
  const contained = mine.filter(isServed).flatMap(bestOf);
  const provisional = mine.some((one) => one.provisional) || (group.antigens.length > 1 && !group.independent);
  const statuses = contained.map((one) => one.forecast.status);
  const status = SIDE_BY_SIDE.find((one) => statuses.includes(one));
  if (status === undefined) return null;
  const nothing = { dose: null, earliest: null, recommended: null, past_due: null, products: [] };
  if (status !== "not_complete") return { name: group.name, status, ...nothing, provisional };
  const due = contained.filter((one) => one.forecast.status === "not_complete");
  const earliest = first(due.map((one) => one.forecast.earliest)) ?? history.birth;
  const recommended = Math.max(first(due.map((one) => one.forecast.recommended)) ?? earliest, earliest);
  const late = first(due.map((one) => one.forecast.pastDue));
  const alone = contained.length === 1;
  const number = alone ? (due[0]?.track.valid ?? 0) + 1 : validDoses(mine) + 1;
  return {
    name: group.name,
    status,
    dose: number,
    earliest: textOf(earliest),
    recommended: textOf(recommended),
    past_due: textOf(late === null ? null : alone ? late : Math.max(late, earliest)),
    products: productsOf(
      history,
      due.filter((one) => alone || (one.forecast.recommended ?? Infinity) <= recommended),
    ),
    provisional,
  };
}

/** Where several courses stand side by side, the first status of this list speaks for them. */
const SIDE_BY_SIDE: readonly Status[] = [
  "not_complete",
  "contraindicated",
  "complete",
  "immune",
  "not_recommended",
  "aged_out",
];

/** The best series of an antigen, with what is known of the child for it. */
interface Best extends Candidate {
  readonly standing: Standing;
}

/** Tell whether the antigen has a series that is more than a way to judge given doses. */
function isServed(outcome: Outcome): boolean {
  return outcome.candidates.some((one) => !one.track.series.evaluationOnly);
}

function bestOf({ candidates, selection, standing }: Outcome): Best[] {
  const best = selection.best ? candidates[selection.prioritized] : undefined;
  return best === undefined ? [] : [{ ...best, standing }];
}

function first(days: readonly (number | null)[]): number | null {
  const known = days.filter((day) => day !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** The doses that are valid for any antigen of a group, each counted once. */
function validDoses(outcomes: readonly Outcome[]): number {
  const found = new Set<Dose>();
  for (const outcome of outcomes) {
    for (const [place, status] of judged(outcome).entries()) {
      const record = outcome.records[place];
      if (status === "valid" && record !== undefined) found.add(record);
    }
  }
  return found.size;
}

/** The vaccines that may be given for the next doses, the programme's own first. */
function productsOf(history: History, due: readonly Best[]): string[] {
  const ranked: { rank: number; product: number }[] = [];
  for (const { track, forecast, standing } of due) {
    const rules = track.series.doses[forecast.target]?.preferable ?? [];
    for (const [rank, rule] of rules.entries()) {
      const inTime = [forecast.earliest, forecast.recommended].some(
        (day) => day !== null && atAge(history, day, rule.from, rule.before),
      );
      const free = (heldUntil(history, rule.product) ?? -Infinity) <= (forecast.recommended ?? Infinity);
      const allowed = free && !standing.barred.has(rule.product);
      // An overdue dose is not given with what is too late today.
      if (rule.forecast && inTime && allowed && atAge(history, history.assess, null, rule.before)) {
        ranked.push({ rank, product: rule.product });
      }
    }
  }
  ranked.sort((one, other) => one.rank - other.rank || one.product - other.product);
  const codes = ranked.map(({ product }) => history.schedule.products[product]?.code ?? "");
  return [...new Set(codes)];
}
