/** The phone's judging of questionnaires against the contract's vectors. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { readQuestionnaire, type Questionnaire } from "../src/questionnaires/definition.ts";
import { evaluate, type Outcome } from "../src/questionnaires/evaluate.ts";
import { valueOf, type Node, type Value } from "../src/questionnaires/values.ts";
import { jsonOf, namesIn } from "./files.ts";

const FOLDER = "contracts/vectors/questionnaires/";

type ExpressionCase = readonly [
  expression: Node,
  values: Readonly<Record<string, Value>>,
  points: Readonly<Record<string, Readonly<Record<string, number>>>>,
  own: Value,
  expected: Value | readonly string[],
];

/** A value as the vectors tell it: a number that JSON has no word for is a list of one. */
function told(value: Value): Value | readonly string[] {
  if (typeof value !== "number") return value;
  return Number.isFinite(value) ? value + 0 : [String(value)];
}

test("expressions, when made up, then the server's value", () => {
  const { cases } = jsonOf(`${FOLDER}edges/expressions.json`) as { readonly cases: readonly ExpressionCase[] };
  assert(cases.length >= 3000);
  for (const [expression, values, points, own, expected] of cases) {
    const known = {
      values: new Map(Object.entries(values)),
      points: new Map(Object.entries(points).map(([name, each]) => [name, new Map(Object.entries(each))])),
    };
    assert.deepEqual(told(valueOf(expression, known, own)), expected, JSON.stringify([expression, values, own]));
  }
});

type Filling = readonly [answers: Readonly<Record<string, unknown>>, ageDays: number | null, expected: unknown];

/** Lay an outcome out as the vectors do. */
function treeOf({ problems, scores, ...rest }: Outcome): unknown {
  return {
    ...rest,
    problems: problems.map(({ item, code }) => [item, code]),
    scores: Object.fromEntries(scores.map(({ name, value, band }) => [name, { value, band }])),
  };
}

test("questionnaires, when made up and filled in at random, then the server's outcome", () => {
  const { cases } = jsonOf(`${FOLDER}edges/questionnaires.json`) as {
    readonly cases: readonly (readonly [Questionnaire, readonly Filling[]])[];
  };
  let told = 0;
  for (const [asked, fillings] of cases) {
    const questionnaire = readQuestionnaire(asked);
    for (const [answers, ageDays, expected] of fillings) {
      told += 1;
      const found = treeOf(evaluate(questionnaire, answers, ageDays));
      assert.deepEqual(found, expected, `${JSON.stringify(asked)}\n${JSON.stringify([answers, ageDays])}`);
    }
  }
  assert(told >= 2000);
});

test("questionnaires, when a vector, then its outcome", () => {
  let told = 0;
  for (const name of namesIn(FOLDER).filter((one) => one.endsWith(".json"))) {
    const { definition, cases } = jsonOf(FOLDER + name) as {
      readonly definition: unknown;
      readonly cases: readonly {
        readonly answers: Readonly<Record<string, unknown>>;
        readonly age_days: number | null;
        readonly outcome: unknown;
      }[];
    };
    const questionnaire = readQuestionnaire(definition);
    for (const { answers, age_days, outcome } of cases) {
      told += 1;
      assert.deepEqual(treeOf(evaluate(questionnaire, answers, age_days)), outcome, `${name} ${JSON.stringify(answers)}`);
    }
  }
  assert(told > 2000);
});

test("questionnaires, when they need more than the phone does, then refused", () => {
  const plain = { format: 1, items: [{ name: "a", type: "integer" }], scores: [], actions: [], order: ["a"] };
  assert.equal(readQuestionnaire(plain).items.length, 1);
  assert.throws(() => readQuestionnaire({ ...plain, format: 2 }), /format 2/);
  assert.throws(() => readQuestionnaire({ ...plain, items: [{ name: "a", type: "image" }] }), /type image/);
  const when = ["call", "or", ["value", true], ["call", "pulldata", ["ref", "a"]]];
  assert.throws(() => readQuestionnaire({ ...plain, actions: [{ code: "x", when }] }), /calls pulldata/);
  assert.throws(() => readQuestionnaire({ ...plain, scores: [{ name: "s", expression: ["path", "/a"] }] }), /calls path/);
});
