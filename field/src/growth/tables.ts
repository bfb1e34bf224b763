/** WHO's L, M and S tables as the phone carries them: one file, about 11 kB compressed, read once. */

/** One indicator's L, M and S at even steps, boys before girls. */
export interface LmsTable {
  readonly name: string;
  /** The first and last tabulated day, millimetre or month. */
  readonly first: number;
  readonly last: number;
  /** Values per sex. */
  readonly width: number;
  readonly lam: Float64Array;
  readonly median: Float64Array;
  readonly spread: Float64Array;
  /** z-scores beyond -3 and +3 go on by the distance between SD 2 and SD 3. */
  readonly restricted: boolean;
  /** Plausible z-scores are not below and not above these. */
  readonly low: number;
  readonly high: number;
}

/** At which ages and in which position WHO's tools read which table. */
export interface Rules {
  readonly days_per_month: number;
  readonly last_day_2006: number;
  readonly first_month_2007: number;
  readonly weight_below_month_2007: number;
  readonly below_month_2007: number;
  readonly standing_from_day: number;
  readonly lying_minus_standing_cm: number;
  readonly standing_from_month: number;
  readonly standing_from_cm_without_age: number;
}

/** z-scores that separate the classes of length, weight and body proportion. */
export interface Cutoffs {
  readonly severe_below: number;
  readonly moderate_below: number;
  readonly risk_above: number;
  readonly overweight_above: number;
  readonly obese_above: number;
}

/** Arm circumferences (mm) that separate the classes of acute malnutrition, and at which ages (months). */
export interface Arm {
  readonly severe_below_mm: number;
  readonly moderate_below_mm: number;
  readonly from_month: number;
  readonly below_month: number;
}

/** Changes since the last measurement that are asked about. */
export interface Doubt {
  readonly weight_drop_share: number;
  readonly weight_drop_again_share: number;
  readonly weight_within_days: number;
  readonly shorter_mm: number;
  readonly head_smaller_mm: number;
  readonly arm_change_share: number;
  readonly arm_within_days: number;
  readonly jump_z: number;
  readonly jump_within_days: number;
}

/** The Vietnamese word for each class, by the name of the class's field, and for each z-score under `score`. */
export type Words = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What is read from the growth file; `versions` are those of WHO's tables and of the thresholds. */
export interface GrowthContent {
  readonly versions: readonly [string, string];
  readonly rules: Rules;
  readonly cutoffs: Cutoffs;
  readonly arm: Arm;
  readonly doubt: Doubt;
  readonly words: Words;
  readonly tables: ReadonlyMap<string, LmsTable>;
}

interface Head extends Omit<GrowthContent, "tables"> {
  readonly format: number;
  readonly tables: readonly TableHead[];
}

interface TableHead {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly restricted: boolean;
  readonly low: number;
  readonly high: number;
  /** What L, M and S were multiplied by to become whole numbers. */
  readonly scale: readonly [number, number, number];
}

export const FORMAT = 1;

/**
 * Read the growth file.
 *
 * The file is a line of JSON, then, for each table, for boys and girls, for L, M and S, the whole numbers as
 * second differences, written as variable-length integers with the sign in the lowest bit.
 */
export function readGrowthContent(bytes: Uint8Array): GrowthContent {
  const end = bytes.indexOf(10);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))) as Head;
  if (head.format !== FORMAT) throw new Error(`growth file of format ${head.format}`);
  let at = end + 1;

  function next(): number {
    let value = 0;
    let shift = 1;
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error("growth file ends too early");
      value += (byte & 127) * shift;
      if (byte < 128) break;
      shift *= 128;
    }
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  function fill(column: Float64Array, from: number, count: number, scale: number): void {
    let value = 0;
    let slope = 0;
    for (let place = 0; place < count; place++) {
      slope += next();
      value += slope;
      column[from + place] = value / scale;
    }
  }

  const tables = new Map<string, LmsTable>();
  for (const { scale, ...one } of head.tables) {
    const width = one.last - one.first + 1;
    const [lam, median, spread] = [0, 1, 2].map(() => new Float64Array(2 * width)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    for (const sex of [0, 1]) {
      fill(lam, sex * width, width, scale[0]);
      fill(median, sex * width, width, scale[1]);
      fill(spread, sex * width, width, scale[2]);
    }
    tables.set(one.name, { ...one, width, lam, median, spread });
  }
  if (at !== bytes.length) throw new Error("growth file goes on too long");
  const { versions, rules, cutoffs, arm, doubt, words } = head;
  return { versions, rules, cutoffs, arm, doubt, words, tables };
}
