/** Choose among the series of one antigen the one that speaks for the child. */

import { finishDate, lastMaximumAge, type Forecast } from "./forecast.ts";
import type { History } from "./history.ts";
import type { Track } from "./track.ts";

/** A series that is relevant for the child, with what was found for it. */
export interface Candidate {
  readonly track: Track;
  readonly forecast: Forecast;
}

/** The place of the prioritized candidate (-1: none), and whether it is the best series. */
export interface Selection {
  readonly prioritized: number;
  readonly best: boolean;
}

type Points = (history: History, members: readonly Candidate[]) => number[];

/** Select the prioritized series (sections 8.1 to 8.8 of the CDSi logic specification, one series group). */
export function selectSeries(history: History, candidates: readonly Candidate[]): Selection {
  const prioritized = prioritize(history, candidates);
  const chosen = candidates[prioritized];
  if (chosen === undefined) return { prioritized: -1, best: false };
  return { prioritized, best: !chosen.track.series.evaluationOnly || chosen.forecast.status === "complete" };
}

function prioritize(history: History, candidates: readonly Candidate[]): number {
  const scorable = scorableOf(candidates);
  const defaults = candidates.filter((one) => one.track.series.byDefault);
  const place = (one: Candidate | undefined): number => (one === undefined ? -1 : candidates.indexOf(one));
  if (candidates.length === 1) return place(scorable[0] ?? defaults[0]);
  if (scorable.length === 0) return defaults.length === 1 ? place(defaults[0]) : -1;
  if (scorable.length === 1) return place(scorable[0]);
  const complete = scorable.filter((one) => one.forecast.status === "complete");
  if (complete.length === 1) return place(complete[0]);
  if (complete.length > 1) return place(bestOf(history, complete, pointsComplete));
  const inProcess = scorable.filter((one) => one.forecast.status === "not_complete" && one.track.valid > 0);
  if (inProcess.length === 1) return place(inProcess[0]);
  if (inProcess.length > 1) return place(bestOf(history, inProcess, pointsInProcess));
  return place(defaults.length === 1 ? defaults[0] : bestOf(history, scorable, pointsNoValidDoses));
}

function scorableOf(candidates: readonly Candidate[]): readonly Candidate[] {
  const none = candidates.every((one) => one.track.valid === 0);
  const noDefault = candidates.every((one) => !one.track.series.byDefault);
  const barred = candidates.map(({ forecast }) => forecast.status === "contraindicated");
  return candidates.filter(({ track, forecast }, place) => {
    if (track.series.evaluationOnly) return forecast.status === "complete";
    return (track.valid > 0 || (none && noDefault)) && (!barred[place] || barred.every(Boolean));
  });
}

/** The highest score wins, the better series preference breaks a tie. */
function bestOf(history: History, members: readonly Candidate[], points: Points): Candidate | undefined {
  const scores = points(history, members);
  const rank = members.map((one, place) => (scores[place] ?? 0) * 1000 - one.track.series.preference);
  return members[rank.indexOf(Math.max(...rank))];
}

/** Points where a condition is true for one series only: none to either when two or more share it. */
function award(holds: readonly boolean[], weight: number): number[] {
  const shared = holds.filter(Boolean).length > 1;
  return holds.map((one) => (one ? (shared ? 0 : weight) : -weight));
}

function awardEach(holds: readonly boolean[], weight: number): number[] {
  return holds.map((one) => (one ? weight : -weight));
}

function sum(...columns: readonly (readonly number[])[]): number[] {
  return (columns[0] ?? []).map((_, place) => columns.reduce((total, column) => total + (column[place] ?? 0), 0));
}

function most(values: readonly number[]): boolean[] {
  const highest = Math.max(...values);
  return values.map((value) => value === highest);
}

/** Of what is known, the earliest; unknown is never earliest. */
function first(values: readonly (number | null)[]): boolean[] {
  const least = Math.min(...values.map((value) => value ?? Infinity));
  return values.map((value) => value !== null && value === least);
}

function validDoses(members: readonly Candidate[]): number[] {
  return members.map((one) => one.track.valid);
}

function completion(history: History, members: readonly Candidate[]): (number | null)[] {
  return members.map(({ track, forecast }) => {
    const finish = finishDate(track.series, forecast);
    const last = lastMaximumAge(history, track.series);
    return finish !== null && (last === null || finish < last) ? finish : null;
  });
}

function pointsComplete(_: History, members: readonly Candidate[]): number[] {
  return award(most(validDoses(members)), 1);
}

function pointsInProcess(history: History, members: readonly Candidate[]): number[] {
  const finish = completion(history, members);
  const left = members.map(({ track, forecast }) => forecast.target - track.series.doses.length);
  return sum(
    awardEach(
      members.map(({ track }) => track.series.productPath && track.allValid),
      2,
    ),
    awardEach(
      finish.map((day) => day !== null),
      3,
    ),
    award(most(validDoses(members)), 2),
    award(most(left), 2),
    award(first(finish), 1),
  );
}

function pointsNoValidDoses(history: History, members: readonly Candidate[]): number[] {
  return sum(
    award(first(members.map((one) => one.forecast.earliest)), 1),
    awardEach(
      completion(history, members).map((day) => day !== null),
      1,
    ),
    awardEach(
      members.map((one) => one.track.series.productPath),
      -1,
    ),
  );
}
