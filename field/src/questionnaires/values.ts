/** What an expression yields: total, never an exception. A missing answer is the empty text. */

export type Value = number | string | boolean;

/** An expression as the server compiled it. */
export type Node = readonly ["value", Value] | readonly ["ref", string] | readonly ["self"] | Call;

/** An operator or function, then what it is applied to. */
export type Call = readonly ["call", string, ...Node[]];

/** What an expression may look up: values of items and scores by name, and points of choices by item. */
export interface Known {
  readonly values: ReadonlyMap<string, Value>;
  readonly points: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

const NUMBER = /^-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)$/;
const BLANKS = /^[ \t\r\n]+|[ \t\r\n]+$/g;

const FUNCTIONS: ReadonlySet<string> = new Set([
  ...["=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod", "neg", "and", "or", "not", "if", "coalesce"],
  ...["selected", "count-selected", "points", "sum", "number", "string-length"],
]);

/** The operators and functions of an expression that this twin does not know. */
export function unknownIn(node: Node): string[] {
  if (node[0] === "value" || node[0] === "ref" || node[0] === "self") return [];
  if (node[0] !== "call") return [String(node[0])];
  const [, name, ...nodes] = node;
  return [...(FUNCTIONS.has(name) ? [] : [name]), ...nodes.flatMap(unknownIn)];
}

/** Work out an expression; `own` is the answer that a constraint judges. */
export function valueOf(node: Node, known: Known, own: Value = ""): Value {
  switch (node[0]) {
    case "value":
      return node[1];
    case "ref":
      return known.values.get(node[1]) ?? "";
    case "self":
      return own;
    case "call":
      return called(node, known, own);
  }
}

function called(node: Call, known: Known, own: Value): Value {
  const [, name, ...nodes] = node;
  const worked = (place: number): Value => {
    const one = nodes[place];
    return one === undefined ? "" : valueOf(one, known, own);
  };
  if (name === "if") return worked(truth(worked(0)) ? 1 : 2);
  if (name === "points") return points(nodes[0], known);
  const args = nodes.map((_, place) => worked(place));
  const [one = "", other = ""] = args;
  const [left, right] = [number(one), number(other)];
  switch (name) {
    case "=":
      return equal(one, other);
    case "!=":
      return !equal(one, other);
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "div":
      return left / right;
    case "mod":
      return left % right;
    case "neg":
      return -left;
    case "and":
      return truth(one) && truth(other);
    case "or":
      return truth(one) || truth(other);
    case "not":
      return !truth(one);
    case "selected":
      return chosen(one).includes(textOf(other));
    case "count-selected":
      return chosen(one).length;
    case "coalesce":
      return args.find((arg) => !missing(arg)) ?? "";
    case "sum":
      return sum(args.map((arg) => (arg === "" ? 0 : number(arg))));
    case "number":
      return left;
    case "string-length":
      return [...textOf(one)].length; // characters, where JavaScript's own length counts halves
    default:
      throw new Error(`expression calls ${name}`);
  }
}

function points(node: Node | undefined, known: Known): Value {
  if (node?.[0] !== "ref") return "";
  const told = chosen(known.values.get(node[1]) ?? "");
  const each = known.points.get(node[1]);
  return told.length === 0 ? "" : sum(told.map((choice) => each?.get(choice) ?? 0));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function equal(one: Value, other: Value): boolean {
  if (typeof one === "boolean" || typeof other === "boolean") return truth(one) === truth(other);
  if (typeof one === "number" || typeof other === "number") return number(one) === number(other);
  return one === other;
}

/** A value as a number; not-a-number where it is none. */
export function number(value: Value): number {
  if (typeof value !== "string") return Number(value);
  const text = value.replace(BLANKS, "");
  return NUMBER.test(text) ? Number(text) : NaN;
}

/** A value as a truth: a number other than zero, a text that is not empty. */
export function truth(value: Value): boolean {
  return Boolean(value); // not-a-number is no truth in JavaScript either
}

/** Tell whether a value says nothing: the empty text, or not-a-number. */
export function missing(value: Value): boolean {
  return value === "" || Number.isNaN(value);
}

/** The choices that a value names. */
export function chosen(value: Value): string[] {
  return typeof value === "string" && value !== "" ? value.split(" ") : [];
}

/** A value as text; numbers and truths have none. */
function textOf(value: Value): string {
  return typeof value === "string" ? value : "";
}
