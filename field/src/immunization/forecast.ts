/** Forecast the next dose of one series for one child. */

import { shift } from "./dates.ts";
import { ageOn, barredUntil, type History } from "./history.ts";
import type { Series, SeriesDose } from "./schedule.ts";
import { maySkip, type Track } from "./track.ts";

export type Status = "not_complete" | "complete" | "aged_out" | "not_recommended";

/** The forecast of a series; the dates are null unless it is not complete. */
export interface Forecast {
  readonly status: Status;
  /** The place of the target dose. */
  readonly target: number;
  readonly earliest: number | null;
  readonly recommended: number | null;
  readonly pastDue: number | null;
}

export function forecastSeries(history: History, track: Track): Forecast {
  const { doses } = track.series;
  for (let target = track.target; ; target++) {
    const dose = doses[target];
    if (dose === undefined) return closed(track.valid > 0 ? "complete" : "not_recommended", target);
    if (maySkip(history, dose, history.assess, "inForecast")) continue;
    const found = forecastDose(history, track, dose, target);
    if (found.earliest === null || !maySkip(history, dose, found.earliest, "inForecast")) return found;
  }
}

function closed(status: Status, target: number): Forecast {
  return { status, target, earliest: null, recommended: null, pastDue: null };
}

function forecastDose(history: History, track: Track, dose: SeriesDose, target: number): Forecast {
  const since = track.reference;
  const after = (gap: SeriesDose["minimumInterval"]): number | null =>
    since === null || gap === null ? null : shift(since, gap);
  const floors = [
    track.latest,
    ageOn(history, dose.minimumAge),
    after(dose.minimumInterval),
    barredUntil(history, dose),
  ];
  const earliest = Math.max(history.birth, ...floors.filter((day) => day !== null));
  const maximum = ageOn(history, dose.maximumAge);
  if (maximum !== null && (earliest >= maximum || history.assess >= maximum)) return closed("aged_out", target);
  const wanted = ageOn(history, dose.recommendedAge) ?? after(dose.recommendedInterval) ?? earliest;
  const recommended = Math.max(wanted, earliest);
  const pastDue = dose.lateAfter === null ? null : shift(recommended, dose.lateAfter);
  return { status: "not_complete", target, earliest, recommended, pastDue };
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

