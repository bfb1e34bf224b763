/** The phone's z-scores, classes and questions against the contract's vectors. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { assess } from "../src/growth/classify.ts";
import { questions, type Weighing } from "../src/growth/questions.ts";
import type { Measurement } from "../src/growth/readings.ts";
import { readGrowthContent } from "../src/growth/tables.ts";
import { SCORES, zscores, type ScoreName } from "../src/growth/zscore.ts";
import { bytesOf, jsonOf } from "./files.ts";

interface Vectors {
  readonly content: readonly string[];
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly cases: readonly (readonly unknown[])[];
}

const LETTERS = ["sex", "position", "oedema"];
const CONTENT = readGrowthContent(bytesOf("field/content/growth.bin"));

function vectors(name: string): Vectors {
  return jsonOf(`contracts/vectors/growth/${name}.json`) as Vectors;
}

function measurement(input: readonly string[], row: readonly unknown[]): Measurement {
  const cells = input.map((name, place) => {
    const cell = row[place];
    return [name, LETTERS.includes(name) || cell === null ? cell : Number(cell)];
  });
  return Object.fromEntries(cells) as Measurement;
}

/** Lay an answer out as the vectors do. */
function answer(given: Measurement): unknown[] {
  const { scores, classes, problem } = assess(given, CONTENT);
  const { length_class, weight_class, body_class, arm_class, acute_class, doubtful } = classes;
  const flags = SCORES.reduce((bits, name, place) => bits | (scores[name]?.flag ? 1 << place : 0), 0);
  return [
    ...SCORES.map((name) => scores[name]?.z ?? null),
    flags,
    problem,
    length_class,
    weight_class,
    body_class,
    arm_class,
    acute_class,
    doubtful ? 1 : 0,
  ];
}

test("z-scores and classes, when a vector, then its answer", () => {
  const { content, input, cases } = vectors("zscores");
  assert.deepEqual(content, CONTENT.versions);
  assert(cases.length > 7000);
  for (const row of cases) assert.deepEqual(answer(measurement(input, row)), row.slice(input.length), String(row));
});

test("z-scores, when a scale could show the measurement, then none is provisional", () => {
  const { input, cases } = vectors("zscores");
  let told = 0;
  for (const row of cases) {
    for (const score of Object.values(zscores(measurement(input, row), CONTENT).scores)) {
      if (Math.abs(score.z) > 1000) continue; // no child
      told += 1;
      assert(!score.provisional, String(row));
    }
  }
  assert(told > 20_000);
});

test("z-scores, when made up to lie on an edge, then one of the two roundings, and provisional where a power is taken", () => {
  const { input, cases } = vectors("edges");
  for (const row of cases) {
    const [name, either, or] = row.slice(input.length) as [ScoreName, number, number];
    const score = zscores(measurement(input, row), CONTENT).scores[name];
    assert(score !== undefined, String(row));
    assert(score.z === either || score.z === or, `${score.z} for ${String(row)}`);
    assert.equal(score.provisional, name !== "lhaz" && name !== "hcz", String(row));
  }
});

test("z-scores, when a cell holds text, then that cell is named and the others count", () => {
  const given = { sex: "m", age_days: 400, weight_kg: "chín cân", length_cm: 76 } as unknown as Measurement;
  const { scores, problem } = zscores(given, CONTENT);
  assert.equal(problem, 8);
  assert.deepEqual(Object.keys(scores), ["lhaz"]);
});

test("classes and z-scores, when told, then each has a Vietnamese word", () => {
  const { input, output, cases } = vectors("zscores");
  for (const name of ["length_class", "weight_class", "body_class", "arm_class", "acute_class"]) {
    const place = input.length + output.indexOf(name);
    for (const code of new Set(cases.map((row) => row[place]))) {
      if (code !== null) assert(CONTENT.words[name]?.[String(code)], `${name} ${String(code)}`);
    }
  }
  for (const name of SCORES) assert(CONTENT.words["score"]?.[name], name);
});

test("questions, when a vector, then its answer", () => {
  for (const row of vectors("questions").cases) {
    const [days, last, now, expected] = row as [number, Weighing, Weighing, unknown];
    const asked = questions(last, now, days, CONTENT.doubt);
    assert.deepEqual(
      asked.map((one) => [one.code, one.measureAgain]),
      expected,
    );
  }
});

test("questions, when there is no last measurement, then only what is flagged", () => {
  assert.deepEqual(questions(null, { weight_g: 9000, flagged: ["waz"] }, 0, CONTENT.doubt), [
    { code: "flag_waz", measureAgain: true },
  ]);
});

test("growth file, when damaged, then refused", () => {
  const bytes = bytesOf("field/content/growth.bin");
  assert.throws(() => readGrowthContent(bytes.subarray(0, bytes.length - 1)), /too early/);
  assert.throws(() => readGrowthContent(new Uint8Array([...bytes, 0])), /too long/);
});
