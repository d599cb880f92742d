/** Updates as Telegram sends them, as nobody should send them, and as chance makes them. */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeUpdate } from "../../adapters/telegram/decode.ts";
import type { Instant } from "../../src/contracts/ids.ts";
import type { InboundMessage } from "../../src/contracts/message.ts";
import { mutatedUpdate } from "./telegram-mutations.ts";
import { startTelegramRig } from "./telegram-rig.ts";

const until = <Value>(read: () => Value) => expect.poll(read, { timeout: 60_000, interval: 15 });

interface Fixture {
  readonly oddity: string;
  readonly update: Record<string, unknown>;
  readonly decoded: unknown;
}

const FOLDER = new URL("../fixtures/telegram/", import.meta.url);
const FIXTURES = readdirSync(FOLDER).map((file): [string, Fixture] => [
  file.replace(".json", ""),
  JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as Fixture,
]);
const NOW = 1_790_000_500_000 as Instant;
const FUZZ_RUNS = Number(process.env["FUZZ_RUNS"] ?? 2_000);
const SEED = Number(process.env["FUZZ_SEED"] ?? Date.now() % 1_000_000_000);

const REASONS =
  /^(malformed-update|unknown-update|edited-message|channel-post|not-private-chat|from-a-bot|buyer-blocked|buyer-unblocked|membership-change|unknown-choice|sticker|service-message|unsupported-message|empty-message)$/;

describe("an update", () => {
  test.each(FIXTURES)("%s is decoded as its fixture says", (_name, fixture) => {
    expect(decodeUpdate(fixture.update, NOW)).toEqual(fixture.decoded);
  });

  test("a text of a megabyte keeps at most 8,000 code points", () => {
    const update = structuredClone(FIXTURES.find(([name]) => name === "plain-text")?.[1].update ?? {});
    (update["message"] as Record<string, unknown>)["text"] = "😀".repeat(250_000);
    const decoded = decodeUpdate(update, NOW);
    if (decoded.kind !== "message") throw new Error("refused");
    const [part] = decoded.message.parts;
    expect(part.kind === "text" && Array.from(part.text).length).toBe(8_000);
  });

  test(`however mutated, becomes a message that keeps the contract or a reason from the list (seed ${SEED})`, () => {
    const anyUpdate = mutatedUpdate(FIXTURES.map(([, fixture]) => fixture.update));
    fc.assert(
      fc.property(anyUpdate, (update) => {
        const decoded = decodeUpdate(update, NOW);
        if (decoded.kind === "refused") expect(decoded.reason).toMatch(REASONS);
        else expectInbound(decoded.message);
      }),
      { numRuns: FUZZ_RUNS, seed: SEED },
    );
  });
});

describe("the poll loop", () => {
  test(`stores or refuses each of ${FUZZ_RUNS} mutated updates, and its offset moves past them all (seed ${SEED})`, async () => {
    const rig = await startTelegramRig();
    const controller = new AbortController();
    const running = rig.adapter.run(controller.signal);
    try {
      const updates = fc.sample(mutatedUpdate(FIXTURES.map(([, { update }]) => update)), {
        numRuns: FUZZ_RUNS,
        seed: SEED,
      });
      for (const update of updates) rig.fake.push({ ...Object(update) });
      await rig.buyerSays("still there?");
      await until(() => rig.fake.unconfirmed()).toBe(0);
      expect(rig.host.received.length + rig.host.refusals.length + rig.host.heard.length).toBe(FUZZ_RUNS + 1);
      expect(rig.host.received.at(-1)?.parts).toEqual([{ kind: "text", text: "still there?" }]);
      for (const reason of rig.host.refusals) expect(reason).toMatch(REASONS);
      // Both happen, or the mutations are too tame or too wild to say anything.
      expect(Math.min(rig.host.received.length, rig.host.refusals.length)).toBeGreaterThan(FUZZ_RUNS / 20);
    } finally {
      controller.abort();
      await running;
      await rig.stop();
    }
  }, 120_000);
});

/** What the port promises the inside about every message. */
function expectInbound(message: InboundMessage): void {
  expect(message.threadKey).toMatch(/^-?\d{1,16}(:\d{1,16})?$/);
  expect(message.senderKey).toMatch(/^-?\d{1,16}$/);
  expect(message.externalId).toMatch(/^update:\d{1,10}$/);
  expect(Number.isSafeInteger(message.sentAt) && message.sentAt >= 0).toBe(true);
  expect(message.parts.length).toBeGreaterThan(0);
  const json = JSON.stringify(message);
  expect(json).not.toContain(String.raw`\u0000`);
  expect(json).not.toMatch(/\\ud[89a-f]/);
  for (const part of message.parts) {
    if (part.kind === "text") expect(Array.from(part.text).length).toBeLessThanOrEqual(8_000);
    if (part.kind === "choice") expect(part.choiceId).toMatch(/^[a-z0-9:._-]{1,40}$/);
    if ("externalKey" in part) expect(part.externalKey).toMatch(/^[\w-]{1,200}$/);
  }
}
