/** Judges one filled-in questionnaire, whole or half done: what is shown, what is wrong, scores, what to do. */

import { given, readAnswer, type Fault } from "./answers.ts";
import { choicesOf, isAnswered, type Item, type Questionnaire, type Score } from "./definition.ts";
import { missing, number, truth, valueOf, type Known, type Node, type Value } from "./values.ts";

export interface Problem {
  readonly item: string;
  readonly code: Fault | "missing" | "constraint";
}

/** A score; null while answers it needs are missing or the number is none. */
export interface Scored {
  readonly name: string;
  readonly value: number | null;
  readonly band: string | null;
}

/** An action that applies, and the items whose answers led to it. */
export interface Fired {
  readonly code: string;
  readonly because: readonly string[];
}

/** What a questionnaire says about its answers; everything in the order of its items. */
export interface Outcome {
  readonly visible: readonly string[];
  /** Answered, but not shown, or not asked at all. */
  readonly ignored: readonly string[];
  readonly problems: readonly Problem[];
  readonly values: Readonly<Record<string, Value>>;
  readonly calculated: Readonly<Record<string, Value | null>>;
  readonly scores: readonly Scored[];
  readonly actions: readonly Fired[];
  readonly complete: boolean;
}

/** What is found out item by item. */
interface Work {
  readonly questionnaire: Questionnaire;
  readonly items: ReadonlyMap<string, Item>;
  readonly known: Known & { readonly values: Map<string, Value> };
  readonly shown: Set<string>;
  readonly problems: Map<string, Problem["code"]>;
}

/** Judge answers, by item as a form tells them; `ageDays` is the child's age then, null when unknown. */
export function evaluate(
  questionnaire: Questionnaire,
  answers: Readonly<Record<string, unknown>>,
  ageDays: number | null,
): Outcome {
  const work: Work = {
    questionnaire,
    items: new Map(questionnaire.items.map((item) => [item.name, item])),
    known: { values: new Map(), points: pointsOf(questionnaire) },
    shown: new Set(),
    problems: new Map(),
  };
  workOut(work, answers, given(ageDays));
  findUnsatisfied(work);
  const { items } = questionnaire;
  const { known, shown, problems } = work;
  const scores = questionnaire.scores.map((score) => scored(score, work));
  const told = items.filter((item) => shown.has(item.name) && isAnswered(item) && known.values.has(item.name));
  const actions = questionnaire.actions
    .filter((action) => truth(valueOf(action.when, known)))
    .map(({ code, when }) => {
      const names = leading(when, work);
      return { code, because: told.filter((item) => names.has(item.name)).map((item) => item.name) };
    });
  return {
    visible: namesOf(items.filter((item) => shown.has(item.name) && item.type !== "calculate" && item.type !== "given")),
    ignored: ignoredOf(answers, work),
    problems: items.flatMap(({ name }) => {
      const code = problems.get(name);
      return code === undefined ? [] : [{ item: name, code }];
    }),
    values: Object.fromEntries(told.map(({ name }) => [name, known.values.get(name) ?? ""])),
    calculated: Object.fromEntries(
      items
        .filter((item) => item.type === "calculate" && shown.has(item.name))
        .map(({ name }) => [name, toldAs(known.values.get(name) ?? "")]),
    ),
    scores,
    actions,
    complete: problems.size === 0,
  };
}

function namesOf(items: readonly Item[]): string[] {
  return items.map((item) => item.name);
}

function pointsOf(questionnaire: Questionnaire): Map<string, Map<string, number>> {
  return new Map(
    questionnaire.items.map((item) => [
      item.name,
      new Map(choicesOf(questionnaire, item).flatMap(({ name, points }) => (points === undefined ? [] : [[name, points]]))),
    ]),
  );
}

/** Decide in the order of dependence what is shown, and read what was answered there. */
function workOut(work: Work, answers: Readonly<Record<string, unknown>>, own: ReadonlyMap<string, Value>): void {
  const { questionnaire, known, shown, problems } = work;
  for (const name of questionnaire.order) {
    const item = work.items.get(name);
    if (item === undefined || (item.group !== undefined && !shown.has(item.group))) continue;
    if (item.relevant !== undefined && !truth(valueOf(item.relevant, known))) continue;
    shown.add(name);
    let value: Value = "";
    if (isAnswered(item)) {
      const read = readAnswer(item, Object.hasOwn(answers, name) ? answers[name] : null, questionnaire);
      value = read.value;
      if (read.fault !== null) problems.set(name, read.fault);
    } else if (item.type === "calculate" && item.calculation !== undefined) {
      value = valueOf(item.calculation, known);
    } else if (item.type === "given") {
      value = own.get(name) ?? "";
    }
    if (!missing(value)) known.values.set(name, value);
  }
}

function findUnsatisfied({ questionnaire, known, shown, problems }: Work): void {
  for (const item of questionnaire.items) {
    if (!shown.has(item.name) || problems.has(item.name) || !isAnswered(item)) continue;
    const own = known.values.get(item.name) ?? "";
    if (own === "") {
      if (item.required !== undefined && truth(valueOf(item.required, known))) problems.set(item.name, "missing");
    } else if (item.constraint !== undefined && !truth(valueOf(item.constraint, known, own))) {
      problems.set(item.name, "constraint");
    }
  }
}

/** Tell a score, and keep it for the scores and actions after it. */
function scored(score: Score, { known, shown, problems }: Work): Scored {
  const whole = score.needs.every((name) => !shown.has(name) || (known.values.has(name) && !problems.has(name)));
  const found = whole ? number(valueOf(score.expression, known)) : NaN;
  if (!Number.isFinite(found)) return { name: score.name, value: null, band: null };
  known.values.set(score.name, found);
  const band = score.bands.findLast((one) => one.from <= found);
  return { name: score.name, value: found + 0, band: band?.code ?? null };
}

function ignoredOf(answers: Readonly<Record<string, unknown>>, { questionnaire, shown }: Work): string[] {
  const asked = namesOf(questionnaire.items.filter(isAnswered));
  const told = Object.keys(answers).filter((name) => {
    const answer = answers[name] ?? null;
    return answer !== null && answer !== "" && !(Array.isArray(answer) && answer.length === 0);
  });
  const unknown = told.filter((name) => !asked.includes(name)).sort(byCharacter);
  return [...asked.filter((name) => told.includes(name) && !shown.has(name)), ...unknown];
}

/** Compare texts character by character, where JavaScript's own order compares halves of some. */
function byCharacter(one: string, other: string): number {
  const [left, right] = [[...one], [...other]];
  for (const [place, character] of left.entries()) {
    const difference = (character.codePointAt(0) ?? 0) - (right[place]?.codePointAt(0) ?? -1);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/**
 * The items that made an expression what it is: of `or` the sides that hold, of a sum the parts that are not
 * zero, of `if` the condition and the side taken; of a score or calculation what made it. Of `not` nothing.
 */
function leading(node: Node, work: Work): ReadonlySet<string> {
  if (node[0] === "ref") {
    const score = work.questionnaire.scores.find((one) => one.name === node[1]);
    const inner = score?.expression ?? work.items.get(node[1])?.calculation;
    return inner === undefined ? new Set([node[1]]) : leading(inner, work);
  }
  if (node[0] !== "call") return new Set();
  const [, name, ...nodes] = node;
  return new Set(partsOf(name, nodes, work.known).flatMap((part) => [...leading(part, work)]));
}

function partsOf(name: string, nodes: readonly Node[], known: Known): readonly Node[] {
  if (name === "not") return [];
  if (name === "or") return nodes.filter((part) => truth(valueOf(part, known)));
  if (name === "sum" || name === "+") return nodes.filter((part) => number(valueOf(part, known)) !== 0);
  if (name !== "if") return nodes;
  const [condition, then, otherwise] = nodes;
  const taken = condition !== undefined && truth(valueOf(condition, known)) ? then : otherwise;
  return [condition, taken].filter((part) => part !== undefined);
}

/** A calculation as it is told: null where it is no number or empty. */
function toldAs(value: Value): Value | null {
  if (typeof value === "number") return Number.isFinite(value) ? value + 0 : null;
  return value === "" ? null : value;
}
