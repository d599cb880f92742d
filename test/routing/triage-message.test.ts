/** How soon a person must look: urgent within two hours, everything else within a day, unless the shop promises otherwise. */
import { expect, test } from "vitest";
import type { Instant } from "../../src/contracts/ids.ts";
import { matchCues } from "../../src/routing/match-cues.ts";
import { DEFAULT_DESK_SETTINGS } from "../../src/shared/desk-settings.ts";
import { promiseReply } from "../../src/tickets/promise-reply.ts";
import { triageMessage } from "../../src/tickets/triage-message.ts";
import { loadCues } from "../languages/load-texts.ts";

const book = loadCues();
const HOUR_MS = 3_600_000;

test.each([
  ["I want to talk to a person", "normal", 24],
  ["My parcel never arrived!", "high", 24],
  ["My parcel never arrived", "normal", 24],
  ["It arrived broken and I need it today, this is urgent!", "urgent", 2],
  ["My lawyer will call you", "urgent", 2],
  ["urgent: how long does shipping take?", "normal", 24],
  ["杯子碎了，马上处理", "urgent", 2],
  ["voy a poner una denuncia", "urgent", 2],
] as const)("%s is %s, due in %i hours", (text, priority, hours) => {
  const openedAt = 1_000 as Instant;
  const { cues } = matchCues(text, book);
  expect(triageMessage({ cues })).toEqual({ priority });
  const { dueAt } = promiseReply({ priority, language: "en", openedAt }, DEFAULT_DESK_SETTINGS);
  expect(dueAt).toBe(openedAt + hours * HOUR_MS);
});
