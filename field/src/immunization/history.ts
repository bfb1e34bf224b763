/** One child's doses in order, and the dates that follow from the birth date. */

import { shift, type Period } from "./dates.ts";
import type { Conflict, Schedule, SeriesDose } from "./schedule.ts";

/** A dose that enters the evaluation. */
export interface Dose {
  /** Its place in what was asked. */
  readonly index: number;
  readonly on: number;
  readonly product: number;
  readonly substandard: boolean;
}

/** A child with the doses that count, by date, product and place in what was asked. */
export interface History {
  readonly schedule: Schedule;
  readonly birth: number;
  readonly assess: number;
  readonly sex: string;
  readonly doses: readonly Dose[];
}

/** The day on which the child reaches an age; null where there is no age. */
export function ageOn(history: History, age: Period | null): number | null {
  return age === null ? null : shift(history.birth, age);
}

/** Tell whether a day lies at an age from `from` on and before `before`. */
export function atAge(history: History, day: number, from: Period | null, before: Period | null): boolean {
  if (from !== null && day < shift(history.birth, from)) return false;
  return before === null || day < shift(history.birth, before);
}

/** The latest end of all conflicts that bar the preferable vaccines of a dose; null if none. */
export function barredUntil(history: History, dose: SeriesDose): number | null {
  const wanted = new Set(dose.preferable.map((rule) => rule.product));
  let latest: number | null = null;
  for (const rule of history.schedule.conflicts) {
    if (!wanted.has(rule.current)) continue;
    for (const given of history.doses) {
      if (given.product === rule.previous) latest = later(latest, shift(given.on, rule.end));
    }
  }
  return latest;
}

/** The conflict between a product given before and another one, where there is one. */
export function conflictOf(schedule: Schedule, previous: number, current: number): Conflict | undefined {
  return schedule.conflicts.findLast((rule) => rule.previous === previous && rule.current === current);
}

/** The later of two days, of which either may be missing. */
export function later(one: number | null, other: number | null): number | null {
  if (one === null) return other;
  return other === null ? one : Math.max(one, other);
}
