/** A thumb carries the whole id of its answer within what every platform allows, and nothing else is taken for one. */
import { expect, test } from "vitest";
import type { OutboundId } from "../../src/contracts/ids.ts";
import { createRandomIds } from "../../src/ops/random-ids.ts";
import { readRatingChoice, writeRatingChoice } from "../../src/shared/rating-choice.ts";
import { systemClock } from "../support/recording-host.ts";

const ids = createRandomIds(systemClock);
const EDGES = ["00000000-0000-0000-0000-000000000001", "ffffffff-ffff-ffff-ffff-ffffffffffff"] as OutboundId[];

test("every answer's id comes back from its two buttons, which fit every platform", () => {
  const made = Array.from({ length: 500 }, (_, at) => ids.derive<OutboundId>(`answer:${at}`));
  for (const outboundId of [...made, ...EDGES]) {
    for (const rating of ["up", "down"] as const) {
      const choiceId = writeRatingChoice({ rating, outboundId });
      expect(choiceId).toMatch(/^[a-z0-9:._-]{1,40}$/);
      expect(readRatingChoice(choiceId)).toEqual({ rating, outboundId });
    }
  }
});

test("what is no thumb is none: other buttons, forged ratings, ids beyond a uuid", () => {
  for (const id of [
    "person",
    "rate:up",
    "rate:sideways:abc",
    "rate:up:",
    "rate:up:zzzzzzzzzzzzzzzzzzzzzzzzz",
    "rate:up:a'b",
  ])
    expect(readRatingChoice(id)).toBeNull();
});
