/** One child's doses in order, and the dates that follow from the birth date. */

import { shift, type Period } from "./dates.ts";
import type { Antigen, Conflict, Schedule, SeriesDose } from "./schedule.ts";

/** A dose that enters the evaluation. */
export interface Dose {
  /** Its place in what was asked. */
  readonly index: number;
  readonly on: number;
  readonly product: number;
  readonly substandard: boolean;
}

/** Something observed of the child that is active on the day asked about. */
export interface Observation {
  readonly code: string;
  /** Null where undated. */
  readonly on: number | null;
  /** The first day on which it no longer holds; null where nobody has ended it. */
  readonly until: number | null;
}

/** A child with the doses that count, by date, product and place in what was asked. */
export interface History {
  readonly schedule: Schedule;
  readonly birth: number;
  readonly assess: number;
  readonly sex: string;
  readonly doses: readonly Dose[];
  readonly observed: readonly Observation[];
}

/** What is known of a child for one antigen before any series is looked at. */
export interface Standing {
  readonly immune: boolean;
  readonly contraindicated: boolean;
  /** Products that must not be given. */
  readonly barred: ReadonlySet<number>;
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

/** Find immunity and contraindications of an antigen. */
export function standingOf(history: History, antigen: Antigen): Standing {
  const codes = new Set(history.observed.map((one) => one.code));
  const bans = antigen.contraindications.filter((one) => codes.has(one.code));
  return {
    immune: antigen.immune.some((code) => codes.has(code)),
    contraindicated: bans.some((one) => one.product === null),
    barred: new Set(bans.flatMap((one) => one.product ?? [])),
  };
}

/** Until when a product is postponed: null if it is not, infinite until somebody ends it. */
export function heldUntil(history: History, product: number): number | null {
  if (history.observed.length === 0) return null;
  let latest: number | null = null;
  for (const hold of history.schedule.holds) {
    if (!hold.products.includes(product)) continue;
    for (const { code, on, until } of history.observed) {
      if (code !== hold.code) continue;
      const lasts = hold.length === null || on === null ? Infinity : shift(on, hold.length);
      latest = later(latest, until ?? lasts);
    }
  }
  return latest;
}

/** Until when every preferable vaccine of a dose is postponed; null where one of them is not. */
export function allHeldUntil(history: History, dose: SeriesDose): number | null {
  const ends = dose.preferable.map((rule) => heldUntil(history, rule.product));
  const known = ends.filter((end) => end !== null);
  return known.length === 0 || known.length < ends.length ? null : Math.min(...known);
}

/** The later of two days, of which either may be missing. */
export function later(one: number | null, other: number | null): number | null {
  if (one === null) return other;
  return other === null ? one : Math.max(one, other);
}
