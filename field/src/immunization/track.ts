/** Judge a child's doses against one series, one after the other. */

import { shift } from "./dates.ts";
import { ageOn, atAge, conflictOf, type Dose, type History } from "./history.ts";
import type { Series, SeriesDose } from "./schedule.ts";

export type DoseStatus = "not_evaluated" | "valid" | "not_valid" | "extraneous" | "sub_standard";

/** How far a child has come in a series, and what was found of each record of the antigen. */
export interface Track {
  readonly series: Series;
  readonly statuses: readonly DoseStatus[];
  /** The place of the target dose that evaluation stopped on; the number of doses when none is left. */
  readonly target: number;
  readonly valid: number;
  readonly allValid: boolean;
  /** The day from which the next interval counts. */
  readonly reference: number | null;
  /** The day of the last record that was judged. */
  readonly latest: number | null;
}

/** Judge every record; those left over after the last target dose are extraneous. */
export function trackSeries(history: History, records: readonly Dose[], series: Series): Track {
  const statuses: DoseStatus[] = records.map(() => "not_evaluated");
  let target = 0;
  let reference: number | null = null;
  let latest: number | null = null;
  for (const [place, record] of records.entries()) {
    if (target >= series.doses.length) break;
    if (record.substandard) {
      statuses[place] = "sub_standard";
      latest = record.on;
      continue;
    }
    let dose = series.doses[target];
    while (dose !== undefined && maySkip(history, dose, record.on, "inEvaluation")) dose = series.doses[++target];
    if (dose === undefined) continue;
    const status = judge(history, records, statuses, dose, record, reference);
    statuses[place] = status;
    latest = record.on;
    if (status !== "extraneous") reference = record.on;
    if (status === "valid") target += 1;
  }
  const valid = statuses.filter((status) => status === "valid").length;
  const allValid = statuses.every((status) => status === "valid" || status === "not_evaluated");
  return {
    series,
    statuses: statuses.map((status) => (status === "not_evaluated" ? "extraneous" : status)),
    target,
    valid,
    allValid,
    reference,
    latest,
  };
}

/** Tell whether a dose may be left out, judged on a day. */
export function maySkip(
  history: History,
  dose: SeriesDose,
  day: number,
  when: "inEvaluation" | "inForecast",
): boolean {
  return dose.skips.some((skip) => skip[when] && atAge(history, day, skip.from, skip.before));
}

function judge(
  history: History,
  records: readonly Dose[],
  statuses: readonly DoseStatus[],
  dose: SeriesDose,
  record: Dose,
  reference: number | null,
): DoseStatus {
  const maximum = ageOn(history, dose.maximumAge);
  if (maximum !== null && record.on >= maximum) return "extraneous";
  const minimum = ageOn(history, dose.absoluteMinimumAge);
  if (minimum !== null && record.on < minimum) return "not_valid";
  const gap = dose.absoluteMinimumInterval;
  if (gap !== null && reference !== null && record.on < shift(reference, gap)) return "not_valid";
  if (conflicts(history, records, statuses, record)) return "not_valid";
  return rightVaccine(history, dose, record) ? "valid" : "not_valid";
}

/**
 * Tell whether a dose was given too soon after another product.
 *
 * A previous dose that this series found not valid bars for the full interval; a valid one, or one that the
 * series does not judge, for the minimum interval.
 */
function conflicts(
  history: History,
  records: readonly Dose[],
  statuses: readonly DoseStatus[],
  record: Dose,
): boolean {
  for (const earlier of history.doses) {
    if (earlier === record) return false;
    const rule = conflictOf(history.schedule, earlier.product, record.product);
    if (rule === undefined || record.on < shift(earlier.on, rule.begin)) continue;
    const status = statuses[records.indexOf(earlier)] ?? "not_evaluated";
    const bad = status !== "valid" && status !== "not_evaluated";
    if (record.on < shift(earlier.on, bad ? rule.end : rule.minimumEnd)) return true;
  }
  return false;
}

function rightVaccine(history: History, dose: SeriesDose, record: Dose): boolean {
  if (dose.allowable.length === 0 && dose.preferable.length === 0) return true;
  return [...dose.allowable, ...dose.preferable].some(
    (rule) => rule.product === record.product && atAge(history, record.on, rule.from, rule.before),
  );
}
