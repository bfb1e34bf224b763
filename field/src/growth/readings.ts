/** One measurement as the phone computes with it: what cannot be read is taken out and named. */

import type { Rules } from "./tables.ts";

/** What was measured; a field that is absent or null is unknown. Ages in days count before those in months. */
export interface Measurement {
  readonly sex?: string | null;
  readonly age_days?: number | null;
  readonly age_months?: number | null;
  readonly weight_kg?: number | null;
  readonly length_cm?: number | null;
  readonly head_cm?: number | null;
  readonly arm_cm?: number | null;
  readonly triceps_mm?: number | null;
  readonly subscapular_mm?: number | null;
  readonly position?: string | null;
  readonly oedema?: string | null;
}

/** Bits of `problem`, as on the server: which cells could not be read. */
export const PROBLEM = {
  sex: 1,
  age_days: 2,
  age_months: 4,
  weight_kg: 8,
  length_cm: 16,
  head_cm: 32,
  arm_cm: 64,
  triceps_mm: 128,
  subscapular_mm: 256,
  position: 512,
  oedema: 1024,
} as const;

export const UNKNOWN = 0;
export const LYING = 1;
export const STANDING = 2;
export const UNREADABLE = -1;

const TOO_OLD_DAYS = 100_000;

/** The measurement, read; NaN where something was not measured. */
export interface Reading {
  /** 0 boys, 1 girls. */
  readonly sex: number;
  /** The sex is known and nothing forbids every z-score. */
  readonly sexed: boolean;
  /** Age in whole days, a half rounded up; -1 without an age. */
  readonly day: number;
  /** Exact age in months. */
  readonly months: number;
  readonly ageUnknown: boolean;
  readonly in2006: boolean;
  readonly in2007: boolean;
  readonly weight: number;
  readonly length: number;
  readonly head: number;
  readonly arm: number;
  readonly triceps: number;
  readonly subscapular: number;
  readonly position: number;
  readonly oedema: boolean;
  readonly problem: number;
}

type NumberField = Exclude<keyof Measurement, "sex" | "position" | "oedema">;
type LetterField = "sex" | "position" | "oedema";

export function readMeasurement(measurement: Measurement, rules: Rules): Reading {
  let problem = 0;

  function number(name: NumberField): { value: number; unreadable: boolean } {
    const given: unknown = measurement[name];
    if (given === null || given === undefined) return { value: NaN, unreadable: false };
    const value = typeof given === "number" ? given : NaN;
    const unreadable = !Number.isFinite(value) || (name.startsWith("age") && value < 0);
    if (unreadable) problem |= PROBLEM[name];
    return { value, unreadable };
  }

  function measured(name: NumberField): number {
    const { value, unreadable } = number(name);
    return value > 0 && !unreadable ? value : NaN;
  }

  function letter(name: LetterField, letters: string): number {
    const given: unknown = measurement[name];
    if (given === null || given === undefined) return UNKNOWN;
    const place = typeof given === "string" && given.length === 1 ? letters.indexOf(given) : -1;
    if (place < 0) problem |= PROBLEM[name];
    return place < 0 ? UNREADABLE : place + 1;
  }

  const days = number("age_days");
  const inMonths = number("age_months");
  const fromMonths = Number.isNaN(days.value) && !days.unreadable;
  const exact = fromMonths ? inMonths.value * rules.days_per_month : days.value;
  const badAge = days.unreadable || (inMonths.unreadable && fromMonths);
  const aged = Number.isFinite(exact) && !badAge;
  const day = aged ? wholeDays(Math.min(exact, TOO_OLD_DAYS)) : -1;
  const sex = letter("sex", "mf");
  const oedema = letter("oedema", "yn");
  return {
    sex: Math.max(sex - 1, 0),
    sexed: sex > 0 && !badAge,
    day,
    months: aged ? (fromMonths ? inMonths.value : days.value / rules.days_per_month) : NaN,
    ageUnknown: !aged && !badAge,
    in2006: aged && day <= rules.last_day_2006,
    in2007: aged && day > rules.last_day_2006,
    weight: measured("weight_kg"),
    length: measured("length_cm"),
    head: measured("head_cm"),
    arm: measured("arm_cm"),
    triceps: measured("triceps_mm"),
    subscapular: measured("subscapular_mm"),
    position: letter("position", "lh"),
    oedema: oedema === 1 || oedema === UNREADABLE,
    problem,
  };
}

/** Round an age to whole days, a half up (730.5 days are 731). */
function wholeDays(days: number): number {
  const whole = Math.floor(days);
  return days - whole >= 0.5 ? whole + 1 : whole;
}
