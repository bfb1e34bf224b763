/** Times the phone's parts over the contract's vectors and prints one JSON object: microseconds each. */

import { assess } from "../src/growth/classify.ts";
import type { Measurement } from "../src/growth/readings.ts";
import { readGrowthContent } from "../src/growth/tables.ts";
import { dayOf, textOf } from "../src/immunization/dates.ts";
import { preview, type Child } from "../src/immunization/preview.ts";
import { readSchedule } from "../src/immunization/schedule.ts";
import { readQuestionnaire, type Questionnaire } from "../src/questionnaires/definition.ts";
import { evaluate } from "../src/questionnaires/evaluate.ts";
import { bytesOf, jsonOf, namesIn } from "../test/files.ts";

const ROUNDS = 5;

/** Run once to warm up, then give the best of some rounds in microseconds an item. */
function timed<T>(items: readonly T[], work: (item: T) => unknown): number {
  const once = (): number => {
    const start = performance.now();
    for (const item of items) work(item);
    return ((performance.now() - start) * 1000) / items.length;
  };
  once();
  return Math.min(...Array.from({ length: ROUNDS }, once));
}

type Rows = { readonly input: readonly string[]; readonly cases: readonly (readonly unknown[])[] };
type Histories = {
  readonly cases: readonly [string, string | null, string, string, [number | string | null, string | null][]][];
};

const packed = bytesOf("field/content/growth.bin");
const content = readGrowthContent(packed);
const { input, cases } = jsonOf("contracts/vectors/growth/zscores.json") as Rows;
const measurements = cases.map(
  (row) => Object.fromEntries(input.map((name, place) => [name, row[place] ?? null])) as Measurement,
);
const schedule = readSchedule(jsonOf("field/content/immunization.json"));
const histories = jsonOf("contracts/vectors/immunization/histories.json") as Histories;
const children = histories.cases.map(
  ([, sex, birth, assess, doses]): Child => ({
    sex,
    birth_date: birth,
    assess_on: assess,
    doses: doses.map(([on, product]) => ({
      on: typeof on === "number" ? textOf((dayOf(birth) ?? 0) + on) : on,
      product,
    })),
  }),
);

type Filled = { readonly answers: Readonly<Record<string, unknown>>; readonly age_days: number | null };
type Judged = { readonly definition: unknown; readonly cases: readonly Filled[] };
const FOLDER = "contracts/vectors/questionnaires/";
const filled = namesIn(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .flatMap((name): { readonly questionnaire: Questionnaire; readonly one: Filled }[] => {
    const { definition, cases: fillings } = jsonOf(FOLDER + name) as Judged;
    const questionnaire = readQuestionnaire(definition);
    return fillings.map((one) => ({ questionnaire, one }));
  });

console.log(
  JSON.stringify({
    "growth tables read once": timed([0], () => readGrowthContent(packed)),
    "z-scores and classes of a measurement": timed(measurements, (one) => assess(one, content)),
    "next doses of a child": timed(children, (one) => preview(one, schedule)),
    "a questionnaire judged": timed(filled, ({ questionnaire, one }) =>
      evaluate(questionnaire, one.answers, one.age_days),
    ),
  }),
);
