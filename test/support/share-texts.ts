/** What is said to buyers, read once per process: the files are many, and nobody changes what was read. */
import { readTexts } from "../../src/compose/read-texts.ts";
import type { Texts } from "../../src/contracts/texts.ts";
import { createRandomIds } from "../../src/ops/random-ids.ts";
import { systemClock } from "./recording-host.ts";

let texts: Promise<Texts> | undefined;

export function shareTexts(): Promise<Texts> {
  return (texts ??= readTexts(createRandomIds(systemClock)));
}
