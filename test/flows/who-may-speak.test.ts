/** Random stories of one conversation against a tiny model of who may speak; FUZZ_RUNS says how many. */
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TimelineMessage } from "../../src/contracts/message.ts";
import { openStoryRig, type StoryRig } from "../support/story-rig.ts";
import { COMMANDS, createModel, expectNoWordBehindAPerson } from "./speaker-commands.ts";
import { createWorld, type World } from "./speaker-world.ts";

const RUNS = Number(process.env["FUZZ_RUNS"] ?? 100);
/** A story mostly waits for the database: some side by side, each with seeds of its own. */
const LANES = 4;

let rig: StoryRig;
let agents: World["agents"];
beforeAll(async () => {
  rig = await openStoryRig({ runs: false });
  agents = [await rig.addAgent("Mina Park"), await rig.addAgent("Omar Haddad")];
});
afterAll(() => rig.close());

/** Everybody comes back to work and the platform is well: after this nothing may be left over. */
async function comeToRest(world: World): Promise<void> {
  // One look may find only what is not to be sent any more, and wipe it away before what stands behind it.
  for (let round = 0, idle = 0; round < 60; round += 1) {
    await world.endLeases();
    await world.hurry();
    const turn = await world.claimTurn();
    if (turn) await world.finishTurn(turn);
    const sends = await world.claimSend();
    for (const send of sends) await world.finishSend(send, "delivered");
    idle = turn || sends.length > 0 ? 0 : idle + 1;
    if (idle === 2) return;
  }
  throw new Error("The conversation did not come to rest.");
}

async function expectNothingLost(world: World, hasSendKey: boolean): Promise<void> {
  const conversationId = await world.conversationId();
  if ((conversationId as string) === "") return;
  const [open] = await world.query(sql<{ unsettled: number; unsent: number; silent: number }>`
    select (select count(*)::int from inbox where conversation_id = ${conversationId} and settled_at is null) as unsettled,
      (select count(*)::int from outbox where conversation_id = ${conversationId}
        and state in ('queued', 'sending')) as unsent,
      (select count(*)::int from turn t where conversation_id = ${conversationId} and outcome <> 'left-to-agent'
        and not exists (select 1 from message m where m.turn_id = t.turn_id)) as silent`);
  expect(open, "nothing is left over, and no turn ended in silence").toEqual({ unsettled: 0, unsent: 0, silent: 0 });
  const turns = await world.query(sql<{ first: number; last: number }>`
    select first_seq as first, last_seq as last from turn where conversation_id = ${conversationId} order by first_seq`);
  for (const [at, turn] of turns.entries()) expect(turn.first).toBeGreaterThan(turns[at - 1]?.last ?? 0);
  const timeline = await world.ports.conversations.timeline(rig.program.shop.shopId, conversationId, { limit: 500 });
  for (const text of world.promised) {
    const said = timeline.find((message) => message.text === text);
    const count = world.arrivals.filter(({ message }) => message.text === text).length;
    if (said?.delivery === "delivered") expect(count, `the arrivals of ${text}`).toBeGreaterThan(0);
    else expect(["refused", "unknown"], `what became of ${text}`).toContain(said?.delivery);
  }
  expectInOrder(world, timeline);
  expectOnce(world, hasSendKey);
}

/** What arrived for the first time arrived in the order in which it was said. */
function expectInOrder({ arrivals }: World, timeline: readonly TimelineMessage[]): void {
  const seqOf = new Map(timeline.map((message) => [`${message.speaker} ${message.text}`, message.seq]));
  const isTwice = new Set<string>();
  const firsts = arrivals.filter(({ message }) => {
    const isFirst = !isTwice.has(message.outboundId);
    isTwice.add(message.outboundId);
    return isFirst && message.speaker === "agent";
  });
  const seqs = firsts.map(({ message }) => seqOf.get(`${message.speaker} ${message.text}`) ?? 0);
  expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
}

/** With a send key once; without one again only when marked. */
function expectOnce({ arrivals }: World, hasSendKey: boolean): void {
  const byId = Map.groupBy(arrivals, ({ message }) => message.outboundId);
  for (const each of byId.values()) {
    const [, ...again] = each;
    if (hasSendKey) expect(again).toEqual([]);
    expect(again.every(({ message }) => message.isMaybeDuplicate)).toBe(true);
  }
}

describe("who may speak", () => {
  test("after every step the store and the model agree, and at rest nothing is lost, doubled or out of turn", async () => {
    const lane = (seed: number) =>
      fc.assert(
        fc.asyncProperty(
          fc.commands([...COMMANDS], { maxCommands: 40, size: "+1" }),
          fc.boolean(),
          async (commands, hasSendKey) => {
            const world = await createWorld(rig, agents, { hasSendKey });
            await fc.asyncModelRun(() => ({ model: createModel(), real: world }), commands);
            await comeToRest(world);
            expectNoWordBehindAPerson(world);
            await expectNothingLost(world, hasSendKey);
          },
        ),
        { numRuns: Math.ceil(RUNS / LANES), ...(seed ? { seed } : {}) },
      );
    const first = Number(process.env["FUZZ_SEED"] ?? Date.now() % 1_000_000);
    await Promise.all(Array.from({ length: LANES }, (_, n) => lane(first + n)));
  }, 600_000);
});
