/** The phone's preview of next doses against the contract's vectors: the same answer, or provisional. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { dayOf, shift, textOf } from "../src/immunization/dates.ts";
import { preview, type Child, type NextDose } from "../src/immunization/preview.ts";
import { readSchedule, type ScheduleVersions } from "../src/immunization/schedule.ts";
import { jsonOf } from "./files.ts";

type GivenRow = readonly [on: number | string | null, product: string | null, substandard?: boolean, maker?: string];
type Days = number | null;
/** Name and status; where a dose is due, its number, the days from which it may, should and is late, the vaccines. */
type ForecastRow = readonly [string, string] | readonly [string, string, number | null, Days, Days, Days, string[]];
type VerdictRow = readonly [index: number, antigen: string | null, status: string];
type Case = readonly [
  kind: string,
  sex: string | null,
  birth: string,
  assess: string,
  doses: readonly GivenRow[],
  observations: readonly (readonly [code: string, on: number | null, until: number | null])[],
  groups: readonly ForecastRow[],
  courses: readonly ForecastRow[],
  verdicts: readonly [count: number, ...notValid: readonly VerdictRow[]],
];

const SCHEDULE = readSchedule(jsonOf("field/content/immunization.json"));
const { cases: CASES, versions: VERSIONS } = jsonOf("contracts/vectors/immunization/histories.json") as {
  readonly cases: readonly Case[];
  readonly versions: readonly string[];
};
const REALISTIC = ["on_schedule", "private", "mixed", "late", "observed"];

function childOf([, sex, birth, assess, doses, observations]: Case): Child {
  return {
    sex,
    birth_date: birth,
    assess_on: assess,
    doses: doses.map(([on, product, substandard, maker]) => ({
      on: typeof on === "number" ? after(birth, on) : on,
      product,
      substandard: substandard ?? false,
      maker: maker ?? null,
    })),
    observations: observations.map(([code, on, until]) => ({ code, on: after(birth, on), until: after(birth, until) })),
  };
}

function after(birth: string, days: number | null): string | null {
  return days === null ? null : textOf((dayOf(birth) ?? NaN) + days);
}

/** Lay a forecast out as the vectors do. */
function rowOf(next: NextDose, birth: string): ForecastRow {
  const start = dayOf(birth) ?? NaN;
  const since = (text: string | null): number | null => (text === null ? null : (dayOf(text) ?? NaN) - start);
  const { name, status, dose, earliest, recommended, past_due, products } = next;
  if (status !== "not_complete") {
    assert.deepEqual([dose, earliest, recommended, past_due, products], [null, null, null, null, []]);
    return [name, status];
  }
  return [name, status, dose, since(earliest), since(recommended), since(past_due), [...products]];
}

/** Compare lists of answers by name; what is provisional is not compared, but must be told of the same names. */
function compare(found: readonly NextDose[], expected: readonly ForecastRow[], birth: string, what: string): number {
  const rows = new Map(expected.map((row) => [row[0], row]));
  let provisional = 0;
  for (const next of found) {
    if (next.provisional) provisional += 1;
    else assert.deepEqual(rowOf(next, birth), rows.get(next.name), what);
  }
  if (provisional === 0) {
    assert.deepEqual(
      found.map((next) => next.name),
      expected.map((row) => row[0]),
      what,
    );
  }
  return provisional;
}

test("next doses, when a vector, then its answer or provisional", () => {
  assert.deepEqual(
    VERSIONS,
    SCHEDULE.versions.map((one) => one.name),
  );
  assert(CASES.length > 4000);
  const share = new Map<string, { children: number; told: number; provisional: number }>();
  for (const each of CASES) {
    const [kind, , birth, , , , groups, courses, verdicts] = each;
    const what = JSON.stringify(each);
    const found = preview(childOf(each), SCHEDULE);
    const count = share.get(kind) ?? { children: 0, told: 0, provisional: 0 };
    share.set(kind, count);
    count.children += 1;
    if (found === null) {
      assert.deepEqual([groups, courses, verdicts], [[], [], [0]], what);
      continue;
    }
    count.told += found.groups.length;
    count.provisional += compare(found.groups, groups, birth, what);
    const several = new Set(courses.map((row) => row[0]));
    compare(
      found.courses.filter((next) => several.has(next.name)),
      courses,
      birth,
      what,
    );
    const key = (index: number, antigen: string | null): string => `${index} ${antigen ?? ""}`;
    const [number, ...notValid] = verdicts;
    const expected = new Map(notValid.map(([index, antigen, status]) => [key(index, antigen), status]));
    assert.equal(found.doses.length, number, what);
    for (const { index, antigen, status, provisional } of found.doses) {
      const right = expected.get(key(index, antigen)) ?? "valid";
      assert(provisional || right === status, `${index} ${antigen}: ${status} in ${what}`);
    }
  }
  for (const [kind, { children, told, provisional }] of share) {
    console.log(`${kind}: ${children} children, ${told} forecasts, ${((100 * provisional) / told).toFixed(2)} % provisional`);
    if (REALISTIC.includes(kind)) assert(provisional <= 0.05 * told, kind);
  }
});

interface Named {
  readonly name: string;
  readonly schedule: string;
  readonly input: Child;
  readonly expected: {
    readonly group: string;
    readonly antigen: string;
    readonly doses: readonly { readonly index: number; readonly status: string | null }[];
    readonly status: string | null;
    readonly forecast: Readonly<Record<string, unknown>> | null;
  };
}

test("next doses, when a named vector of the schedule, then its answer or provisional", () => {
  let told = 0;
  for (const { name, schedule, input, expected } of jsonOf("contracts/vectors/immunization/vietnam.json") as Named[]) {
    const only: ScheduleVersions = {
      ...SCHEDULE,
      versions: SCHEDULE.versions.filter((one) => schedule === "vn" || one.name === schedule),
    };
    const found = preview(input, only);
    assert(found !== null, name);
    for (const { index, status } of expected.doses) {
      const verdict = found.doses.find((one) => one.index === index && one.antigen === expected.antigen);
      if (status !== null && verdict?.provisional === false) assert.equal(verdict.status, status, name);
    }
    const next = found.groups.find((one) => one.name === expected.group);
    if (next?.provisional === true) continue;
    told += 1;
    if (expected.status !== null) assert.equal(next?.status ?? "absent", expected.status, name);
    for (const [key, value] of Object.entries(expected.forecast ?? {})) {
      assert.deepEqual((next as unknown as Record<string, unknown>)[key], value, `${name}: ${key}`);
    }
  }
  assert(told > 100);
});

const INFANT: Child = { sex: "f", birth_date: "2026-01-31", assess_on: "2026-07-15", doses: [] };

test("next doses, when a product is unknown, then all provisional", () => {
  const found = preview({ ...INFANT, doses: [{ on: "2026-04-01", product: "vn:NEW" }] }, SCHEDULE);
  assert(found !== null && found.groups.length > 5);
  assert(found.groups.every((next) => next.provisional));
});

test("next doses, when an antigen's rules are beyond this twin, then its groups are provisional and no others", () => {
  const beyond: ScheduleVersions = {
    ...SCHEDULE,
    versions: SCHEDULE.versions.map((one) => ({
      ...one,
      antigens: one.antigens.map((antigen) => ({ ...antigen, beyond: antigen.name === "IPV" })),
    })),
  };
  const found = preview(INFANT, beyond);
  assert.deepEqual(
    found?.groups.filter((next) => next.provisional).map((next) => next.name),
    ["POLIO"],
  );
});

test("next doses, when an observation's day cannot be read, then none", () => {
  assert.equal(preview({ ...INFANT, observations: [{ code: "intussusception", on: "hôm qua" }] }, SCHEDULE), null);
});

test("next doses, when there is no birth date, or the day lies before it or before the schedule, then none", () => {
  assert.equal(preview({ ...INFANT, birth_date: null }, SCHEDULE), null);
  assert.equal(preview({ ...INFANT, sex: "nam" }, SCHEDULE), null);
  assert.equal(preview({ ...INFANT, birth_date: "2026-02-30" }, SCHEDULE), null);
  assert.equal(preview({ ...INFANT, assess_on: "2026-01-30" }, SCHEDULE), null);
  assert.equal(preview({ ...INFANT, birth_date: "2020-01-01", assess_on: "2024-07-31" }, SCHEDULE), null);
});

test("days, when written and read, then the same; months end where the calendar says", () => {
  for (let day = -719_162; day <= 2_932_896; day += 97) assert.equal(dayOf(textOf(day)), day);
  const add = (text: string, months: number, days = 0): string | null => textOf(shift(dayOf(text) ?? NaN, [months, days]));
  assert.equal(add("2026-01-31", 1), "2026-03-01");
  assert.equal(add("2024-02-29", 12), "2025-03-01");
  assert.equal(add("2024-02-29", 48), "2028-02-29");
  assert.equal(add("2025-12-15", 2, 14), "2026-03-01");
  assert.equal(add("2026-03-31", -1), "2026-03-01");
  assert.equal(textOf(2_932_897), null);
  for (const text of ["2026-13-01", "2026-02-29", "0000-01-01", "26-01-01", "2026-01-00", "2026-1-1"]) {
    assert.equal(dayOf(text), null, text);
  }
});

test("schedule file, when of another format, then refused", () => {
  assert.throws(() => readSchedule({ format: 99 }), /format 99/);
});
