/** Reads one answer into the value it counts as. */

import { choicesOf, type Item, type Questionnaire } from "./definition.ts";
import type { Value } from "./values.ts";

/** What is wrong with an answer. */
export type Fault = "unreadable" | "not_a_choice" | "out_of_range";

/** The value an answer counts as, missing where it cannot be read, and what is wrong with it. */
export interface Read {
  readonly value: Value;
  readonly fault: Fault | null;
}

const GREATEST = 1e9;
const LONGEST_TEXT = 2000;
const BLANKS = /^[ \t\r\n]+|[ \t\r\n]+$/g;
const INTEGER = /^[+-]?[0-9]{1,10}$/;
const DECIMAL = /^[+-]?[0-9]{1,10}(?:[.,][0-9]{1,9})?$/;
const ISO = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const VIETNAMESE = /^([0-9]{1,2})\/([0-9]{1,2})\/([0-9]{4})$/;
const DAYS_PER_MONTH = 30.4375;

/**
 * Read an answer as a form tells it; blank, null and an empty list are none.
 *
 * A decimal sign is a point or a comma; days are 2026-11-24 or 24/11/2026.
 */
export function readAnswer(item: Item, answer: unknown, questionnaire: Questionnaire): Read {
  const told = typeof answer === "string" ? answer.replace(BLANKS, "") : (answer ?? null);
  if (told === null || told === "" || (Array.isArray(told) && told.length === 0)) return { value: "", fault: null };
  switch (item.type) {
    case "integer":
    case "decimal":
      return readNumber(told, item.type === "integer");
    case "select_one":
    case "select_multiple":
      return readChoices(
        told,
        choicesOf(questionnaire, item).map((choice) => choice.name),
        item.type === "select_one",
      );
    default:
      if (typeof told !== "string") return faulty("unreadable");
      if (item.type === "date") return readDay(told);
      return [...told].length <= LONGEST_TEXT ? { value: told, fault: null } : faulty("out_of_range");
  }
}

function faulty(fault: Fault): Read {
  return { value: "", fault };
}

function readNumber(told: unknown, whole: boolean): Read {
  let found: number;
  if (typeof told === "string") {
    if (!(whole ? INTEGER : DECIMAL).test(told)) return faulty("unreadable");
    found = Number(told.replace(",", "."));
  } else {
    if (typeof told !== "number" || !Number.isFinite(told)) return faulty("unreadable");
    if (whole && !Number.isInteger(told)) return faulty("unreadable");
    found = told;
  }
  return Math.abs(found) <= GREATEST ? { value: found + 0, fault: null } : faulty("out_of_range");
}

function readChoices(answer: unknown, names: readonly string[], one: boolean): Read {
  let told = answer;
  if (typeof told === "number") told = Math.abs(told) <= GREATEST && Number.isInteger(told) ? String(told + 0) : "?";
  if (typeof told === "string") told = one ? [told] : told.split(" ").filter((each) => each !== "");
  if (!Array.isArray(told)) return faulty("unreadable");
  const chosen: readonly unknown[] = told;
  if (chosen.some((each) => !names.includes(each as string)) || (one && chosen.length !== 1)) {
    return faulty("not_a_choice");
  }
  return { value: names.filter((name) => chosen.includes(name)).join(" "), fault: null };
}

function readDay(told: string): Read {
  const iso = ISO.exec(told);
  const vietnamese = VIETNAMESE.exec(told);
  const parts = iso?.slice(1) ?? vietnamese?.slice(1).reverse();
  if (parts === undefined) return faulty("unreadable");
  const [year, month, day] = parts.map(Number) as [number, number, number];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return faulty("unreadable");
  const text = [year, month, day].map((part, place) => String(part).padStart(place === 0 ? 4 : 2, "0")).join("-");
  return { value: text, fault: null };
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** What the program itself answers: completed days, and whole months of 30.4375 days. */
export function given(ageDays: number | null): ReadonlyMap<string, Value> {
  if (ageDays === null || ageDays < 0) return new Map();
  return new Map([
    ["age_days", ageDays],
    ["age_months", Math.floor(ageDays / DAYS_PER_MONTH)],
  ]);
}
