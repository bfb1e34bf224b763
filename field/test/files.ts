/** Where the tests find the contract's vectors and the phone's content. */

import { readdirSync, readFileSync } from "node:fs";

const ROOT = "../../";

export function bytesOf(path: string): Uint8Array {
  return readFileSync(new URL(ROOT + path, import.meta.url));
}

export function jsonOf(path: string): unknown {
  return JSON.parse(readFileSync(new URL(ROOT + path, import.meta.url), "utf8"));
}

export function namesIn(folder: string): string[] {
  return readdirSync(new URL(ROOT + folder, import.meta.url));
}
