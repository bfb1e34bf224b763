/** What a questionnaire is, as the server compiled it: the parts that judging answers needs. */

import { unknownIn, type Node } from "./values.ts";

export type ItemType =
  | "select_one"
  | "select_multiple"
  | "integer"
  | "decimal"
  | "date"
  | "text"
  | "note"
  | "group"
  | "calculate"
  | "given";

/** One text in Vietnamese and, where there is one, English. */
export interface Words {
  readonly vi?: string;
  readonly en?: string;
}

/** One answer that may be chosen; `points` is what it counts, where it counts. */
export interface Choice {
  readonly name: string;
  readonly label?: Words;
  readonly points?: number;
}

/** One row; `list` names its choices, `group` what it stands in; what is empty is left out. */
export interface Item {
  readonly name: string;
  readonly type: ItemType;
  readonly label?: Words;
  readonly hint?: Words;
  readonly group?: string;
  readonly list?: string;
  readonly relevant?: Node;
  readonly required?: Node;
  readonly constraint?: Node;
  readonly constraint_message?: Words;
  readonly calculation?: Node;
  readonly appearance?: string;
}

/** A range of a score: from a number on, up to where the next begins. */
export interface Band {
  readonly code: string;
  readonly from: number;
  readonly label?: Words;
}

/** A number made from answers; the items in `needs` must be answered, where shown, before it is told. */
export interface Score {
  readonly name: string;
  readonly label?: Words;
  readonly expression: Node;
  readonly needs: readonly string[];
  readonly bands: readonly Band[];
}

/** What to do when an expression holds, within how many hours, or after how many days to ask again. */
export interface Action {
  readonly code: string;
  readonly action: "advise" | "repeat" | "refer" | "safety";
  readonly severity: "low" | "medium" | "high" | "danger";
  readonly when: Node;
  readonly words?: Words;
  readonly hours?: number;
  readonly days?: number;
}

/** One version of a questionnaire. */
export interface Questionnaire {
  readonly format: number;
  readonly code: string;
  readonly version: string;
  readonly title?: Words;
  readonly lead?: Words;
  readonly items: readonly Item[];
  readonly lists?: Readonly<Record<string, readonly Choice[]>>;
  readonly scores: readonly Score[];
  readonly actions: readonly Action[];
  /** Names of items in the order in which they are worked out. */
  readonly order: readonly string[];
}

export const FORMAT = 1;

/**
 * Take a questionnaire as it was parsed from JSON.
 *
 * One that needs more than this twin does is refused as a whole: its answers are kept, and the server judges them.
 */
export function readQuestionnaire(content: unknown): Questionnaire {
  const found = content as Questionnaire;
  if (found.format !== FORMAT) throw new Error(`questionnaire of format ${found.format}`);
  const expressions = [
    ...found.items.flatMap((item) => [item.relevant, item.required, item.constraint, item.calculation]),
    ...found.scores.map((score) => score.expression),
    ...found.actions.map((action) => action.when),
  ];
  const unknown = expressions.filter((node) => node !== undefined).flatMap(unknownIn);
  if (unknown.length > 0) throw new Error(`questionnaire calls ${unknown.join(", ")}`);
  const strange = found.items.find((item) => !ITEM_TYPES.has(item.type));
  if (strange !== undefined) throw new Error(`questionnaire holds an item of type ${strange.type}`);
  return found;
}

const ANSWERED: ReadonlySet<ItemType> = new Set<ItemType>([
  "select_one",
  "select_multiple",
  "integer",
  "decimal",
  "date",
  "text",
]);

const ITEM_TYPES: ReadonlySet<ItemType> = new Set<ItemType>([...ANSWERED, "note", "group", "calculate", "given"]);

/** Tell whether people answer an item. */
export function isAnswered(item: Item): boolean {
  return ANSWERED.has(item.type);
}

/** What may be chosen, in order; nothing where nothing is to choose. */
export function choicesOf(questionnaire: Questionnaire, item: Item): readonly Choice[] {
  return item.list === undefined ? [] : (questionnaire.lists?.[item.list] ?? []);
}
