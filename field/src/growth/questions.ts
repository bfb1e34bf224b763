/** Questions to ask before a measurement is believed; they never refuse it. */

import type { Doubt } from "./tables.ts";
import type { ScoreName } from "./zscore.ts";

/** One measurement with its z-scores; absent or null: not measured, or no z-score. */
export interface Weighing {
  readonly weight_g?: number | null;
  readonly length_mm?: number | null;
  readonly head_mm?: number | null;
  readonly arm_mm?: number | null;
  readonly waz?: number | null;
  readonly lhaz?: number | null;
  readonly flagged?: readonly ScoreName[];
}

/** A doubt: its code, and whether to measure again rather than only confirm. */
export interface Question {
  readonly code: string;
  readonly measureAgain: boolean;
}

/**
 * Ask about a new measurement in the light of the last one.
 *
 * `days` lie between the two; a last one dated after the new one (below zero) is not compared.
 */
export function questions(last: Weighing | null, now: Weighing, days: number, doubt: Doubt): Question[] {
  const asked: Question[] = (now.flagged ?? []).map((name) => ({ code: `flag_${name}`, measureAgain: true }));
  if (last === null || days < 0) return asked;
  const ask = (code: string, measureAgain: boolean): void => void asked.push({ code, measureAgain });
  if (now.weight_g && last.weight_g && days <= doubt.weight_within_days) {
    const lost = last.weight_g - now.weight_g;
    if (lost >= doubt.weight_drop_share * last.weight_g) {
      ask("weight_drop", lost >= doubt.weight_drop_again_share * last.weight_g);
    }
  }
  if (now.length_mm && last.length_mm && last.length_mm - now.length_mm >= doubt.shorter_mm) {
    ask("length_shorter", true);
  }
  if (now.head_mm && last.head_mm && last.head_mm - now.head_mm >= doubt.head_smaller_mm) ask("head_smaller", true);
  if (now.arm_mm && last.arm_mm && days <= doubt.arm_within_days) {
    if (Math.abs(now.arm_mm - last.arm_mm) >= doubt.arm_change_share * last.arm_mm) ask("arm_change", true);
  }
  if (days <= doubt.jump_within_days) {
    if (jumped(last.waz, now.waz, doubt)) ask("waz_jump", false);
    if (jumped(last.lhaz, now.lhaz, doubt)) ask("lhaz_jump", false);
  }
  return asked;
}

function jumped(was: number | null | undefined, now: number | null | undefined, doubt: Doubt): boolean {
  if (typeof was !== "number" || typeof now !== "number") return false;
  return Math.round(Math.abs(now - was) * 100) / 100 >= doubt.jump_z;
}
