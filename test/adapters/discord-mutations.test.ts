/** Odd events over the real gateway connection: none ends the loop, each is taken, ignored or counted with a reason. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DiscordFake, startDiscordFake } from "../fakes/discord/start-discord-fake.ts";
import { announce } from "../fakes/discord/create-world.ts";
import type { WorldEvent } from "../fakes/discord/world.ts";
import { createRecordingHost, type RecordingHost } from "../support/recording-host.ts";
import { createAdapter } from "./discord-rig.ts";
import { mutatedUpdate } from "./telegram-mutations.ts";

/** The nightly run takes a million. */
const RUNS = Number(process.env["FUZZ_RUNS"] ?? 2_000);
const BATCH = 100;
const WAIT = { timeout: 15_000, interval: 5 };

let fake: DiscordFake;
let host: RecordingHost;
let originals: WorldEvent[];
const controller = new AbortController();
let running: Promise<void>;

beforeAll(async () => {
  fake = await startDiscordFake({ maxConcurrency: 10_000, identifyLimit: 100_000 });
  host = createRecordingHost();
  running = (await createAdapter(fake, host)).run(controller.signal);
  await fake.untilConnected();
  originals = recordOriginals();
});

afterAll(async () => {
  controller.abort();
  await running;
  await fake.stop();
});

/** One genuine event of each kind that we read. */
function recordOriginals(): WorldEvent[] {
  const events: WorldEvent[] = [];
  fake.world.listen((event) => void events.push(event));
  const ana = fake.buyer("ana");
  const attachments = [{ id: fake.world.nextId(), filename: "a.png", size: 3, content_type: "image/png" }];
  const id = ana.says("a genuine message", { attachments });
  ana.edits(id, "edited");
  const message = fake.world.messages.get(ana.channelId)?.[0];
  if (message) {
    fake.world.press(
      ana.user,
      { ...message, components: [{ type: 1, components: [{ custom_id: "a", label: "A" }] }] },
      "a",
    );
    announce(fake.world, "MESSAGE_CREATE", message);
  }
  ana.deletes(id);
  return events.slice();
}

let markers = 0;

/** The loop is alive when a genuine message still arrives. */
async function expectAlive(): Promise<void> {
  markers += 1;
  const text = `marker ${markers}`;
  fake.buyer("ben").says(text);
  const arrived = () =>
    host.received.some((one) => one.parts.some((part) => part.kind === "text" && part.text === text));
  await expect.poll(arrived, WAIT).toBe(true);
}

describe("a mutated event", () => {
  test(`never ends the loop (${RUNS} of them)`, { timeout: 60_000 + RUNS * 20 }, async () => {
    const names = fc.constantFrom(...originals.map((event) => event.name), "READY_SUPPLEMENTAL", "", "__proto__");
    const payload = fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...originals).chain((event) => mutatedOf(event)) },
      { weight: 1, arbitrary: fc.tuple(names, fc.jsonValue()).map(([name, data]) => ({ name, data })) },
    );
    const batch = fc.array(payload, { minLength: BATCH, maxLength: BATCH });
    await fc.assert(
      fc.asyncProperty(batch, async (events) => {
        for (const { name, data } of events) {
          fake.gateway.dispatch({ name, data: data as WorldEvent["data"], isDirect: true, showsContent: true });
        }
        await expectAlive();
      }),
      { numRuns: Math.ceil(RUNS / BATCH), endOnFailure: true },
    );
    expect(host.refusals.length).toBeGreaterThan(0);
    expect(host.lines.filter((line) => line.event === "discord-intake-fault")).toEqual([]);
  });

  test("that breaks the protocol's own frames does not end the loop either", async () => {
    const frames: unknown[] = [
      null,
      5,
      [],
      {},
      { op: "0" },
      { op: 0 },
      { op: 0, t: "READY", s: 5, d: null },
      { op: 0, t: "RESUMED" },
      { op: 0, t: "MESSAGE_CREATE", s: -1, d: {} },
      { op: 0, t: "MESSAGE_CREATE", s: "7", d: {} },
      { op: 0, t: {}, s: null, d: [] },
      { op: 9 },
      { op: 11 },
      { op: 99, d: {} },
    ];
    for (const frame of frames) {
      fake.gateway.sendRaw(JSON.stringify(frame));
      await expectAlive();
    }
    fake.gateway.sendRaw("not JSON {");
    await expectAlive();
    // Far beyond what was ever sent: RESUME with it is refused, and the history brings the rest.
    fake.gateway.sendRaw(JSON.stringify({ op: 0, t: "TYPING_START", s: 2 ** 40, d: {} }));
    await expectAlive();
    fake.gateway.dropAll();
    await expectAlive();
  });
});

function mutatedOf(event: WorldEvent): fc.Arbitrary<{ readonly name: string; readonly data: unknown }> {
  return mutatedUpdate([event.data]).map((data) => ({ name: event.name, data }));
}
