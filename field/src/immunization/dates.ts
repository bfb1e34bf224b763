/** Calendar arithmetic on day numbers (days since 1970-01-01), as the server's engine does it. */

/** Calendar months, then days; either may be negative. */
export type Period = readonly [months: number, days: number];

const DAYS_IN_400_YEARS = 146_097;
const FROM_YEAR_ZERO = 719_468; // days from 0000-03-01 to 1970-01-01
const FIRST_DAY = -719_162; // 0001-01-01
const LAST_DAY = 2_932_896; // 9999-12-31

/** Read an ISO date; null for anything else. */
export function dayOf(text: unknown): number | null {
  if (typeof text !== "string") return null;
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (parts === null) return null;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  if (year < 1 || month < 1 || month > 12 || day < 1) return null;
  const start = monthStart(year * 12 + month - 1);
  return day <= monthStart(year * 12 + month) - start ? start + day - 1 : null;
}

/** Write a day as an ISO date; null where there is none or where the calendar ends. */
export function textOf(day: number | null): string | null {
  if (day === null || day < FIRST_DAY || day > LAST_DAY) return null;
  const month = monthOf(day);
  const parts = [Math.floor(month / 12), (month % 12) + 1, day - monthStart(month) + 1];
  return parts.map((part, place) => String(part).padStart(place === 0 ? 4 : 2, "0")).join("-");
}

/**
 * Add a period to a day.
 *
 * A day that the target month lacks becomes the first of the month after it; days are added after months.
 */
export function shift(day: number, [months, days]: Period): number {
  if (months === 0) return day + days;
  const month = monthOf(day);
  const target = month + months;
  return Math.min(monthStart(target) + day - monthStart(month), monthStart(target + 1)) + days;
}

/** The first day of a month, counted from January of the year 0. */
function monthStart(month: number): number {
  const fromMarch = month - 2;
  const year = Math.floor(fromMarch / 12);
  const era = Math.floor(year / 400);
  const inEra = year - era * 400;
  const dayOfYear = Math.floor((153 * (fromMarch - year * 12) + 2) / 5);
  const leaps = Math.floor(inEra / 4) - Math.floor(inEra / 100);
  return era * DAYS_IN_400_YEARS + inEra * 365 + leaps + dayOfYear - FROM_YEAR_ZERO;
}

/** The month that a day lies in, counted from January of the year 0. */
function monthOf(day: number): number {
  let month = Math.floor((day + FROM_YEAR_ZERO) / 30.436875) + 2;
  while (monthStart(month) > day) month -= 1;
  while (monthStart(month + 1) <= day) month += 1;
  return month;
}
