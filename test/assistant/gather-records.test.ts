/** The time that tools may take: three steps, and never more than is left of the answer's 9.5 seconds. */
import { describe, expect, test } from "vitest";
import { createPersonalVault } from "../../src/assistant/guard/create-personal-vault.ts";
import { gatherRecords, MAX_TOOL_STEPS, type RecordTask } from "../../src/assistant/tools/gather-records.ts";
import type { Instant } from "../../src/contracts/ids.ts";
import type { LanguageModel, RequestedCall } from "../../src/contracts/language-model.ts";
import { createHandClock } from "../support/hand-clock.ts";
import { silentMetrics } from "../support/recording-host.ts";
import { readTexts, SHOP } from "./rig.ts";

const TOTAL_MS = 9_500;

async function gather(part: {
  readonly reply: (step: number) => Promise<readonly RequestedCall[]>;
  readonly runCall: RecordTask["runCall"];
}) {
  const clock = createHandClock();
  const startedAt = clock.now();
  let steps = 0;
  let endedAt: Instant | null = null;
  const model: LanguageModel = {
    async complete() {
      steps += 1;
      return { kind: "text", text: "", model: "told", calls: await part.reply(steps) };
    },
  };
  const vault = createPersonalVault({ keepsOrders: true, known: [{ kind: "name", value: "Ana Ruiz" }] });
  const task: RecordTask = {
    shopId: SHOP,
    question: vault.hide("a lamp with my name on it, Ana Ruiz"),
    vault,
    history: [],
    language: "en",
    signal: new AbortController().signal,
    deadlineAt: (startedAt + TOTAL_MS) as Instant,
    runCall: part.runCall,
  };
  const done = gatherRecords(task, { model, clock, texts: readTexts(), metrics: silentMetrics }).then((records) => {
    endedAt = clock.now();
    return records;
  });
  for (let at = 0; at < 40 && endedAt === null; at += 1) await clock.advance(500);
  return { records: await done, steps, ms: (endedAt ?? clock.now()) - startedAt };
}

const look = (number: number): RequestedCall => ({
  name: "order_status",
  arguments: JSON.stringify({ order_number: `HL-${number}` }),
});
const never = <T>(): Promise<T> => new Promise(() => {});

describe("tools asked for by a model", () => {
  test("end after three steps, whatever it asks for", async () => {
    const { steps } = await gather({ reply: async (step) => [look(step)], runCall: async () => null });
    expect(MAX_TOOL_STEPS).toBe(3);
    expect(steps).toBe(3);
  });

  test("end in time for an answer within 9.5 seconds when the model is silent", async () => {
    const { ms, records } = await gather({ reply: never, runCall: async () => null });
    expect(ms).toBeLessThan(TOTAL_MS);
    expect(records.passages).toEqual([]);
  });

  test("end in time when the shop's data are silent", async () => {
    const { ms, steps } = await gather({ reply: async (step) => [look(step), look(step + 50)], runCall: never });
    expect(ms).toBeLessThan(TOTAL_MS);
    expect(steps).toBeLessThanOrEqual(MAX_TOOL_STEPS);
  });

  test("get the buyer's own words for placeholders, and give back none of them", async () => {
    const asked: unknown[] = [];
    const { records } = await gather({
      reply: async (step) => (step === 1 ? [{ name: "find_products", arguments: '{"wish":"lamp [name 1]"}' }] : []),
      async runCall(call) {
        asked.push(call);
        return { title: "Shop", text: "A lamp for Ana Ruiz" };
      },
    });
    expect(asked).toEqual([{ tool: "product-search", wish: "lamp Ana Ruiz", atMost: null }]);
    expect(records.passages.map(({ text }) => text)).toEqual(["A lamp for [name 1]"]);
  });
});
