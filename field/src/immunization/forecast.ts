/** Forecast the next dose of one series for one child. */

import { shift } from "./dates.ts";
import { ageOn, allHeldUntil, barredUntil, heldUntil, type History, type Standing } from "./history.ts";
import type { Series, SeriesDose } from "./schedule.ts";
import { maySkip, type Track } from "./track.ts";

export type Status = "not_complete" | "complete" | "immune" | "contraindicated" | "aged_out" | "not_recommended";

/** The forecast of a series; the dates are null unless it is not complete. */
export interface Forecast {
  readonly status: Status;
  /** The place of the target dose. */
  readonly target: number;
  readonly earliest: number | null;
  readonly recommended: number | null;
  readonly pastDue: number | null;
}

export function forecastSeries(history: History, track: Track, standing: Standing): Forecast {
  const { doses } = track.series;
  for (let target = track.target; ; target++) {
    const dose = doses[target];
    if (dose === undefined) return closed(track.valid > 0 ? "complete" : unneeded(standing), target);
    if (maySkip(history, dose, history.assess, "inForecast")) continue;
    const found = forecastDose(history, track, standing, dose, target);
    if (found.earliest === null || !maySkip(history, dose, found.earliest, "inForecast")) return found;
  }
}

function unneeded(standing: Standing): Status {
  if (standing.immune) return "immune";
  return standing.contraindicated ? "contraindicated" : "not_recommended";
}

function closed(status: Status, target: number): Forecast {
  return { status, target, earliest: null, recommended: null, pastDue: null };
}

function forecastDose(
  history: History,
  track: Track,
  standing: Standing,
  dose: SeriesDose,
  target: number,
): Forecast {
  if (standing.immune) return closed("immune", target);
  if (standing.contraindicated || allBarred(history, standing, dose)) return closed("contraindicated", target);
  const since = track.reference;
  const after = (gap: SeriesDose["minimumInterval"]): number | null =>
    since === null || gap === null ? null : shift(since, gap);
  const floors = [
    track.latest,
    ageOn(history, dose.minimumAge),
    after(dose.minimumInterval),
    barredUntil(history, dose),
    allHeldUntil(history, dose),
  ];
  const earliest = Math.max(history.birth, ...floors.filter((day) => day !== null));
  const maximum = ageOn(history, dose.maximumAge);
  if (maximum !== null && (earliest >= maximum || history.assess >= maximum)) return closed("aged_out", target);
  const wanted = ageOn(history, dose.recommendedAge) ?? after(dose.recommendedInterval) ?? earliest;
  const recommended = Math.max(wanted, earliest);
  const pastDue = dose.lateAfter === null ? null : shift(recommended, dose.lateAfter);
  return { status: "not_complete", target, earliest, recommended, pastDue };
}

/** Tell whether every preferable vaccine of a dose is ruled out, or postponed without an end. */
function allBarred(history: History, standing: Standing, dose: SeriesDose): boolean {
  const barred = ({ product }: { readonly product: number }): boolean =>
    standing.barred.has(product) || heldUntil(history, product) === Infinity;
  return dose.preferable.length > 0 && dose.preferable.every(barred);
}

/** The earliest day plus the longest minimum interval of the doses after it; null where no dose is forecast. */
export function finishDate(series: Series, forecast: Forecast): number | null {
  const { earliest } = forecast;
  if (earliest === null) return null;
  return series.doses
    .slice(forecast.target + 1)
    .reduce<number>(
      (finish, { minimumInterval: gap }) => (gap === null ? finish : Math.max(finish, shift(earliest, gap))),
      earliest,
    );
}

/** The day the child reaches the maximum age of the last dose; null where there is none. */
export function lastMaximumAge(history: History, series: Series): number | null {
  return ageOn(history, series.doses.at(-1)?.maximumAge ?? null);
}

