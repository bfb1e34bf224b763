/** The schedule as the phone carries it: made from the server's compiled schedule, one entry a version. */

import type { Period } from "./dates.ts";

/** A vaccine that is right for a dose: the product's place, and the ages from which and before which it is. */
export interface Vaccine {
  readonly product: number;
  readonly from: Period | null;
  readonly before: Period | null;
  readonly forecast: boolean;
}

/** At these ages the dose may be left out, when a given dose is judged, when the next is forecast, or both. */
export interface Skip {
  readonly from: Period | null;
  readonly before: Period | null;
  readonly inEvaluation: boolean;
  readonly inForecast: boolean;
}

/** One dose of a series; null where the schedule says nothing. */
export interface SeriesDose {
  readonly absoluteMinimumAge: Period | null;
  readonly minimumAge: Period | null;
  readonly recommendedAge: Period | null;
  readonly maximumAge: Period | null;
  /** Intervals from the previous dose. */
  readonly absoluteMinimumInterval: Period | null;
  readonly minimumInterval: Period | null;
  readonly recommendedInterval: Period | null;
  readonly lateAfter: Period | null;
  readonly preferable: readonly Vaccine[];
  readonly allowable: readonly Vaccine[];
  readonly skips: readonly Skip[];
}

export interface Series {
  readonly evaluationOnly: boolean;
  /** Empty: all. */
  readonly sexes: readonly string[];
  readonly byDefault: boolean;
  readonly productPath: boolean;
  readonly preference: number;
  readonly doses: readonly SeriesDose[];
}

export interface Antigen {
  readonly name: string;
  /** Its rules use what this twin does not do: every answer about it is provisional. */
  readonly beyond: boolean;
  /** Observations that make immune. */
  readonly immune: readonly string[];
  readonly contraindications: readonly Contraindication[];
  readonly series: readonly Series[];
}

/** An observation that rules out one product, or the whole antigen (null). */
export interface Contraindication {
  readonly code: string;
  readonly product: number | null;
}

/** An observation that postpones products: for a while after it, or until somebody ends it (null). */
export interface Hold {
  readonly code: string;
  readonly products: readonly number[];
  readonly length: Period | null;
}

export interface Group {
  readonly name: string;
  readonly antigens: readonly number[];
  readonly independent: boolean;
  readonly forecast: boolean;
}

export interface Product {
  readonly code: string;
  readonly antigens: readonly number[];
}

/** A product given before that bars another for a while: from `begin`, to `minimumEnd` when it was valid. */
export interface Conflict {
  readonly previous: number;
  readonly current: number;
  readonly begin: Period;
  readonly minimumEnd: Period;
  readonly end: Period;
}

/** One version; `validFrom` is the first day it answers for (null: any). */
export interface Schedule {
  readonly name: string;
  readonly validFrom: number | null;
  readonly products: readonly Product[];
  readonly antigens: readonly Antigen[];
  readonly groups: readonly Group[];
  readonly conflicts: readonly Conflict[];
  readonly holds: readonly Hold[];
}

export interface ScheduleVersions {
  readonly format: number;
  readonly name: string;
  readonly versions: readonly Schedule[];
}

export const FORMAT = 1;

/** Take a schedule file as it was parsed from JSON. */
export function readSchedule(content: unknown): ScheduleVersions {
  const found = content as ScheduleVersions;
  if (found.format !== FORMAT) throw new Error(`schedule file of format ${found.format}`);
  return found;
}

/** The version in force on a day; null before the first. */
export function versionOn(schedule: ScheduleVersions, day: number): Schedule | null {
  return schedule.versions.findLast((one) => one.validFrom === null || one.validFrom <= day) ?? null;
}
