/** WHO's z-scores and flags of one measurement: the same arithmetic, in the same order, as the server's engine. */

import { LYING, readMeasurement, STANDING, UNKNOWN, UNREADABLE, type Measurement, type Reading } from "./readings.ts";
import type { GrowthContent, LmsTable, Rules } from "./tables.ts";

/** Length or height, weight, weight for length or height, BMI, head, arm, triceps and subscapular skinfold. */
export const SCORES = ["lhaz", "waz", "wlz", "baz", "hcz", "acz", "tsz", "ssz"] as const;

export type ScoreName = (typeof SCORES)[number];

/** A z-score to two decimals and whether it is implausible. */
export interface Score {
  readonly z: number;
  readonly flag: boolean;
  /** So close to the edge between two roundings that another processor may find the neighbouring hundredth. */
  readonly provisional: boolean;
}

/** The z-scores that a measurement has, and the bits of what could not be read. */
export interface Scores {
  readonly scores: Readonly<Partial<Record<ScoreName, Score>>>;
  readonly problem: number;
}

/** Four units in the last place of a power, in hundredths of a z-score. */
const POWERS_MAY_DIFFER_BY = 1e-13;

/** Compute every z-score of one measurement. */
export function zscores(measurement: Measurement, content: GrowthContent): Scores {
  const reading = readMeasurement(measurement, content.rules);
  return { scores: scoresOf(reading, content), problem: reading.problem };
}

/** Compute every z-score of a measurement that is read already. */
export function scoresOf(reading: Reading, content: GrowthContent): Partial<Record<ScoreName, Score>> {
  const found: Partial<Record<ScoreName, Score>> = {};
  if (!reading.sexed) return found;
  const { rules } = content;
  const adjusted = adjustedLength(reading, rules);
  const usable = !((reading.in2006 || reading.ageUnknown) && reading.position === UNREADABLE);
  const weight = reading.oedema ? NaN : reading.weight;
  const metres = adjusted / 100;
  const bmi = usable && adjusted > 0 ? weight / (metres * metres) : NaN;
  const length = usable ? adjusted : NaN;

  function put(name: ScoreName, table: string, value: number, step: number, part: number | null): void {
    const lms = content.tables.get(table);
    if (lms === undefined || !(value > 0) || step < lms.first) return;
    const score = scored(value, lms, reading.sex, step, part);
    if (score !== null) found[name] = score;
  }

  if (reading.in2006) {
    const byDay: readonly (readonly [ScoreName, string, number])[] = [
      ["lhaz", "lhfa", length],
      ["waz", "wfa", weight],
      ["baz", "bfa", bmi],
      ["hcz", "hcfa", reading.head],
      ["acz", "acfa", reading.arm],
      ["tsz", "tsfa", reading.triceps],
      ["ssz", "ssfa", reading.subscapular],
    ];
    for (const [name, table, value] of byDay) put(name, table, value, reading.day, null);
  }
  const byLength = lengthTable(reading, length, rules);
  const range = byLength === null ? undefined : content.tables.get(byLength);
  if (range !== undefined && length >= range.first / 10 && length <= range.last / 10) {
    const millimetres = length * 10;
    const step = Math.floor(millimetres);
    put("wlz", range.name, weight, step, millimetres - step);
  }
  if (reading.in2007) {
    const byMonth: readonly (readonly [ScoreName, string, number, number])[] = [
      ["lhaz", "hfa2007", length, rules.below_month_2007],
      ["waz", "wfa2007", weight, rules.weight_below_month_2007],
      ["baz", "bfa2007", bmi, rules.below_month_2007],
    ];
    for (const [name, table, value, below] of byMonth) {
      if (!(reading.months < below)) continue;
      // The few hours between the last rounded day of 2006 and 61 full months read the first row of 2007.
      const months = Math.max(reading.months, content.tables.get(table)?.first ?? NaN);
      const step = Math.floor(months);
      put(name, table, value, step, months - step);
    }
  }
  return found;
}

/** Turn a length into what its table expects: lying under 24 months, standing from then on. */
function adjustedLength(reading: Reading, rules: Rules): number {
  if (!reading.in2006) return reading.length;
  if (reading.day < rules.standing_from_day) {
    const stood = reading.position === STANDING && reading.months >= rules.standing_from_month;
    return stood ? reading.length + rules.lying_minus_standing_cm : reading.length;
  }
  return reading.position === LYING ? reading.length - rules.lying_minus_standing_cm : reading.length;
}

/** Choose weight for length or for height: by age, else by position, else by the length itself. */
function lengthTable(reading: Reading, length: number, rules: Rules): "wfl" | "wfh" | null {
  if (reading.in2006) return reading.day < rules.standing_from_day ? "wfl" : "wfh";
  if (!reading.ageUnknown || reading.position === UNREADABLE) return null;
  if (reading.position === UNKNOWN) return length < rules.standing_from_cm_without_age ? "wfl" : "wfh";
  return reading.position === LYING ? "wfl" : "wfh";
}

/** Score one value by one table; `part` is how far on towards the next step, null to read the step itself. */
function scored(value: number, table: LmsTable, sex: number, step: number, part: number | null): Score | null {
  const row = sex * table.width;
  const at = row + (step - table.first);
  const next = row + Math.min(step - table.first + 1, table.width - 1);
  const read = (column: Float64Array): number => {
    const here = column[at] ?? NaN;
    return part === null ? here : here + part * ((column[next] ?? NaN) - here);
  };
  const lam = read(table.lam);
  const spread = read(table.spread);
  const exact = zOf(value, lam, read(table.median), spread, table.restricted);
  const z = rounded(exact);
  if (z === null) return null;
  // With L = 1 no power is taken, and both sides compute the very same number.
  const plain = lam === 1 && !table.restricted;
  return { z, flag: z < table.low || z > table.high, provisional: !plain && nearEdge(exact, lam, spread) };
}

function measurementAt(z: number, lam: number, median: number, spread: number): number {
  return lam === 0 ? median * Math.exp(spread * z) : median * Math.pow(1 + lam * spread * z, 1 / lam);
}

function zOf(value: number, lam: number, median: number, spread: number, restricted: boolean): number {
  const ratio = value / median;
  const z = lam === 0 ? Math.log(ratio) / spread : (Math.pow(ratio, lam) - 1) / (spread * lam);
  if (!restricted || !(Math.abs(z) > 3)) return z;
  const side = z > 0 ? 1 : -1;
  const third = measurementAt(3 * side, lam, median, spread);
  const second = measurementAt(2 * side, lam, median, spread);
  return side * (3 + (value - third) / (third - second));
}

/** Round to two decimals, a half away from zero, as WHO's macros do. */
function rounded(z: number): number | null {
  const hundredths = Math.abs(z) * 100;
  let whole = Math.floor(hundredths);
  if (hundredths - whole >= 0.5) whole += 1;
  const result = (z < 0 ? -whole : whole) / 100 + 0;
  return Number.isFinite(result) ? result : null;
}

/** Tell whether the last bits of a power, grown by the division by L and S, could decide the rounding. */
function nearEdge(z: number, lam: number, spread: number): boolean {
  const hundredths = Math.abs(z) * 100;
  const reach = (POWERS_MAY_DIFFER_BY * (1 + Math.abs(z))) / (spread * Math.min(1, Math.abs(lam)));
  return Math.abs(hundredths - Math.floor(hundredths) - 0.5) < reach;
}
