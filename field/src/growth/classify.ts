/** What z-scores, arm circumference and oedema mean, in the codes of the server. */

import { readMeasurement, type Measurement, type Reading } from "./readings.ts";
import type { Arm, Cutoffs, GrowthContent } from "./tables.ts";
import { scoresOf, type Score, type ScoreName, type Scores } from "./zscore.ts";

export type LengthClass = "normal" | "severely_stunted" | "stunted" | "very_tall";
export type WeightClass = "normal" | "severely_underweight" | "underweight";
export type BodyClass =
  | "normal"
  | "severely_wasted"
  | "wasted"
  | "overweight_risk"
  | "overweight"
  | "obese"
  | "severely_thin"
  | "thin";
export type ArmClass = "normal" | "severe" | "moderate";
export type AcuteClass = "none" | "severe" | "moderate";

/** The classes of one child; null where nothing was measured. `doubtful`: an implausible score was left out. */
export interface Classes {
  readonly length_class: LengthClass | null;
  readonly weight_class: WeightClass | null;
  readonly body_class: BodyClass | null;
  readonly arm_class: ArmClass | null;
  readonly acute_class: AcuteClass | null;
  readonly doubtful: boolean;
}

type Degree = 0 | 1 | 2; // normal, severe, moderate

/** Compute z-scores and classes of one measurement. */
export function assess(measurement: Measurement, content: GrowthContent): Scores & { readonly classes: Classes } {
  const reading = readMeasurement(measurement, content.rules);
  const scores = scoresOf(reading, content);
  return { scores, problem: reading.problem, classes: classify(reading, scores, content) };
}

function classify(
  reading: Reading,
  scores: Readonly<Partial<Record<ScoreName, Score>>>,
  content: GrowthContent,
): Classes {
  const { cutoffs, arm: bounds } = content;
  const counted: readonly ScoreName[] = ["lhaz", "waz", "wlz", "baz"];
  const plausible = (name: ScoreName): number | null => {
    const score = scores[name];
    return score === undefined || score.flag ? null : score.z;
  };
  const [lhaz, waz, wlz, baz] = [plausible("lhaz"), plausible("waz"), plausible("wlz"), plausible("baz")];
  const chosen = reading.in2007 ? baz : (wlz ?? baz);
  const body = chosen === null ? null : bodyClass(chosen, reading.in2007, cutoffs);
  const arm = armClass(reading, bounds);
  return {
    length_class: lhaz === null ? null : lengthClass(lhaz, cutoffs),
    weight_class:
      waz === null ? null : (["normal", "severely_underweight", "underweight"] as const)[degree(waz, cutoffs)],
    body_class: body,
    arm_class: arm,
    acute_class: acuteClass(reading, body, arm, bounds),
    doubtful: counted.some((name) => scores[name]?.flag === true),
  };
}

function degree(z: number, cutoffs: Cutoffs): Degree {
  if (z < cutoffs.severe_below) return 1;
  return z < cutoffs.moderate_below ? 2 : 0;
}

function lengthClass(z: number, cutoffs: Cutoffs): LengthClass {
  if (z > cutoffs.obese_above) return "very_tall";
  return (["normal", "severely_stunted", "stunted"] as const)[degree(z, cutoffs)];
}

function bodyClass(z: number, older: boolean, cutoffs: Cutoffs): BodyClass {
  const low = degree(z, cutoffs);
  if (older) {
    if (low > 0) return low === 1 ? "severely_thin" : "thin";
    if (z > cutoffs.overweight_above) return "obese";
    return z > cutoffs.risk_above ? "overweight" : "normal";
  }
  if (z > cutoffs.obese_above) return "obese";
  if (z > cutoffs.overweight_above) return "overweight";
  if (z > cutoffs.risk_above) return "overweight_risk";
  return (["normal", "severely_wasted", "wasted"] as const)[low];
}

function armClass(reading: Reading, bounds: Arm): ArmClass | null {
  const millimetres = halfEven(reading.arm * 10 * 1e6) / 1e6;
  const fits = reading.months >= bounds.from_month && reading.months < bounds.below_month;
  if (Number.isNaN(millimetres) || !fits) return null;
  if (millimetres < bounds.severe_below_mm) return "severe";
  return millimetres < bounds.moderate_below_mm ? "moderate" : "normal";
}

function acuteClass(
  reading: Reading,
  body: BodyClass | null,
  arm: ArmClass | null,
  bounds: Arm,
): AcuteClass | null {
  const young = reading.months < bounds.below_month;
  const wasting = young ? body : null;
  const swollen = reading.oedema && young;
  if (wasting === null && arm === null && !swollen) return null;
  if (wasting === "severely_wasted" || arm === "severe" || swollen) return "severe";
  return wasting === "wasted" || arm === "moderate" ? "moderate" : "none";
}

/** Round to a whole number, a half to the even one, as the server's arrays do. */
function halfEven(value: number): number {
  const whole = Math.floor(value);
  const rest = value - whole;
  if (rest === 0.5) return whole % 2 === 0 ? whole : whole + 1;
  return rest > 0.5 ? whole + 1 : whole;
}
