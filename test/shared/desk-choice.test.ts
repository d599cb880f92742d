/** The buttons about a case come back as what they were, fit every platform, and a forged one is nothing. */
import { describe, expect, test } from "vitest";
import type { TicketId } from "../../src/contracts/ids.ts";
import { SCORES } from "../../src/contracts/satisfaction.ts";
import { type DeskChoice, readDeskChoice, writeDeskChoice } from "../../src/shared/desk-choice.ts";
import { lengthenId, shortenId } from "../../src/shared/short-id.ts";

const IDS = ["ffffffff-ffff-4fff-bfff-ffffffffffff", "00000000-0000-4000-8000-000000000001"] as TicketId[];

describe("a button about a case", () => {
  test.each(IDS)("of ticket %s comes back, in at most 40 signs", (ticketId) => {
    const choices: DeskChoice[] = [
      { kind: "leave-queue", ticketId },
      ...SCORES.map((score) => ({ kind: "score", score, ticketId }) as const),
      { kind: "settled", isSettled: true, ticketId },
      { kind: "settled", isSettled: false, ticketId },
    ];
    for (const choice of choices) {
      const written = writeDeskChoice(choice);
      expect(written).toMatch(/^[a-z0-9:._-]{1,40}$/);
      expect(readDeskChoice(written)).toEqual(choice);
    }
  });

  test.each(["score:0:1", "score:6:1", "score:5:", "score:5", "unqueue:", "settled:maybe:1", "rate:up:1", "unqueue:%"])(
    "%s is none",
    (choiceId) => expect(readDeskChoice(choiceId)).toBeNull(),
  );

  test("an id that no uuid has is none", () => {
    expect(lengthenId("z".repeat(25))).toBeNull();
    expect(lengthenId("z".repeat(26))).toBeNull();
    expect(IDS.map((id) => lengthenId(shortenId(id)))).toEqual(IDS);
  });
});
