// The few parts of Node that the tests and the bench use; the phone's own code uses none.
declare module "node:test" {
  export function test(name: string, run: () => void): void;
}
declare module "node:assert/strict" {
  const assert: {
    (value: unknown, message?: string): asserts value;
    equal(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    throws(run: () => unknown, expected?: RegExp): void;
  };
  export default assert;
}
declare module "node:fs" {
  export function readFileSync(path: URL): Uint8Array;
  export function readFileSync(path: URL, encoding: "utf8"): string;
  export function readdirSync(path: URL): string[];
}
declare module "node:zlib" {
  export function gzipSync(bytes: Uint8Array | string, options?: { level?: number }): Uint8Array;
}
declare const console: { log(...values: readonly unknown[]): void };
declare const performance: { now(): number };
declare class URL {
  constructor(path: string, base: string);
}
interface ImportMeta {
  readonly url: string;
}
declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
