/** A text cut for a channel: nothing lost, nothing torn, and the same cause is always the same message. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MessageId, TicketId } from "../../src/contracts/ids.ts";
import type { Source } from "../../src/contracts/message.ts";
import { composeOutbound, outboundIdOf, type Utterance } from "../../src/outbox/compose-outbound.ts";
import { splitText } from "../../src/outbox/split-text.ts";
import { createRandomIds } from "../../src/ops/random-ids.ts";
import { systemClock } from "../support/recording-host.ts";
import { PLAIN } from "../support/told-channel.ts";

const ids = createRandomIds(systemClock);
const answer: Utterance = {
  cause: { kind: "answer", inReplyTo: "m1" as MessageId },
  speaker: "assistant",
  text: "Seven days.",
  language: "en",
};
const solid = (text: string) => text.replaceAll(/\s+/gu, "");

describe("a long text", () => {
  test("is cut into pieces that fit and hold every letter, in order", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), fc.integer({ min: 20, max: 120 }), (text, max) => {
        const pieces = splitText(text, max);
        expect(pieces.length).toBeGreaterThan(0);
        for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(max);
        expect(solid(pieces.join(""))).toBe(solid(text));
        for (const piece of pieces) expect(piece.isWellFormed()).toBe(text.isWellFormed());
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ["between paragraphs first", "One one one.\n\nTwo two. Two", 20, ["One one one.", "Two two. Two"]],
    ["then between sentences", "First it. Second it. Third", 24, ["First it. Second it.", "Third"]],
    ["also where a script has no spaces", "第一句话。第二句话。第三句话。", 11, ["第一句话。第二句话。", "第三句话。"]],
    ["never inside a number", "The total is 3.14 dollars", 17, ["The total is", "3.14 dollars"]],
    ["never inside a character", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 15, ["👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"]],
  ] as const)("is cut %s", (_where, text, max, pieces) => {
    expect(splitText(text, max)).toEqual(pieces);
  });

  test("has its buttons and sources below the last piece, and room for them", () => {
    const source: Source = { number: 1, articleKey: "a", title: "T".repeat(40), quote: "", url: null };
    const choices = [{ choiceId: "person", label: "A person, please, whoever it is" }];
    const made = composeOutbound(
      { ...answer, text: "Word. ".repeat(60), sources: [source], choices },
      { ...PLAIN, maxTextLength: 200, maxChoiceLabelLength: 10 },
      ids,
    );
    expect(made.length).toBeGreaterThan(1);
    expect(made.slice(0, -1).every((each) => each.choices.length === 0 && each.sources.length === 0)).toBe(true);
    expect(made.at(-1)?.sources).toEqual([source]);
    expect(made.at(-1)?.choices[0]?.label.length).toBeLessThanOrEqual(10);
    expect(made.every((each) => each.text.length + 40 + 12 <= 200)).toBe(true);
  });
});

describe("a cause", () => {
  const idsOf = (utterance: Utterance) => composeOutbound(utterance, PLAIN, ids).map((each) => each.outboundId);

  test("is one id, whatever is said for it and on whatever machine", () => {
    expect(idsOf(answer)).toEqual(idsOf({ ...answer, text: "Eight days." }));
    expect(idsOf(answer)).toEqual([outboundIdOf(answer.cause, createRandomIds(systemClock))]);
  });

  test("differs from every other: kinds, names and the messages they answer are kept apart", () => {
    const causes: readonly Utterance["cause"][] = [
      answer.cause,
      { kind: "answer", inReplyTo: "m2" as MessageId },
      { kind: "notice", notice: "help", inReplyTo: "m1" as MessageId },
      { kind: "notice", notice: "greeting", inReplyTo: "m1" as MessageId },
      { kind: "notice", notice: "help", inReplyTo: "t1" as TicketId },
      { kind: "agent", draftKey: "m1" },
    ];
    expect(new Set(causes.map((cause) => outboundIdOf(cause, ids))).size).toBe(causes.length);
  });
});
