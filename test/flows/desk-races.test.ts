/** Two things happen to one case at once, every pair of them: one holder, one truth, and no word that was promised is lost. */
import { sql } from "kysely";
import { AppError } from "../../src/contracts/errors.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Instant } from "../../src/contracts/ids.ts";
import type { Agent } from "../../src/contracts/stores.ts";
import type { Ticket } from "../../src/contracts/ticket.ts";
import {
  type AgentActionResult,
  awaitBuyer,
  releaseTicket,
  replyToBuyer,
  resolveTicket,
  snoozeTicket,
  takeTicket,
  transferTicket,
} from "../../src/flows/agent-action.ts";
import { workDesk } from "../../src/flows/desk/work-desk.ts";
import { DEFAULT_DESK_SETTINGS } from "../../src/shared/desk-settings.ts";
import { type Buyer, createBuyer } from "../support/buyer.ts";
import { openStoryRig, type StoryRig } from "../support/story-rig.ts";

let rig: StoryRig;
let mina: Agent;
let omar: Agent;
beforeAll(async () => {
  rig = await openStoryRig({ runs: false, knowsMuch: false });
  [mina, omar] = [await rig.addAgent("Mina Park"), await rig.addAgent("Omar Haddad")];
  await rig.ports.desk.saveSettings(shopId(), DEFAULT_DESK_SETTINGS);
});
afterAll(() => rig.close());
beforeEach(() => inShop(sql`delete from ticket_timer`));

const shopId = () => rig.program.shop.shopId;
const inShop = (statement: ReturnType<typeof sql>) =>
  rig.program.db.database.withShop(shopId(), async (trx) => void (await statement.execute(trx)));
const soon = () => (rig.ports.clock.now() + 3_600_000) as Instant;
const rung = (kinds: readonly string[]) =>
  inShop(sql`update ticket_timer set due_at = now() where kind = any(${[...kinds]})`);

interface Scene {
  readonly buyer: Buyer;
  readonly ticket: Ticket;
}

let drafts = 0;
const reply = (agent: Agent, { ticket }: Scene, text: string) =>
  replyToBuyer(agent, ticket.ticketId, { text, draftKey: `race-${(drafts += 1)}` }, rig.ports);

type Move = (scene: Scene, promised: string[]) => Promise<unknown>;

/** What is "done" was promised to arrive. */
const replies =
  (agent: () => Agent): Move =>
  async (scene, promised) => {
    const text = `words ${(drafts += 1)}`;
    const result: AgentActionResult = await reply(agent(), scene, text);
    if (result.kind === "done") promised.push(text);
  };

const MOVES: Readonly<Record<string, Move>> = {
  "Omar takes it": ({ ticket }) => takeTicket(omar, ticket.ticketId, rig.ports),
  "Mina takes it": ({ ticket }) => takeTicket(mina, ticket.ticketId, rig.ports),
  "Mina replies": replies(() => mina),
  "Omar replies": replies(() => omar),
  "Mina transfers it": ({ ticket }) => transferTicket(mina, ticket.ticketId, omar.agentId, rig.ports),
  "Mina snoozes it": ({ ticket }) => snoozeTicket(mina, ticket.ticketId, { until: soon() }, rig.ports),
  "Mina waits for the buyer": ({ ticket }) => awaitBuyer(mina, ticket.ticketId, rig.ports),
  "Mina gives it back to the queue": ({ ticket }) => releaseTicket(mina, ticket.ticketId, "queue", rig.ports),
  "Mina gives it to the assistant": ({ ticket }) => releaseTicket(mina, ticket.ticketId, "assistant", rig.ports),
  "Mina resolves it": ({ ticket }) => resolveTicket(mina, ticket.ticketId, rig.ports),
  "the buyer writes": async ({ buyer }) => {
    await buyer.says("hello?");
    await rig.turn();
  },
  "the buyer leaves the queue": async ({ buyer, ticket }) => {
    const [button] = rig.channel.arrived
      .filter(({ to }) => to.threadKey === buyer.threadKey)
      .flatMap(({ choices }) => choices.filter(({ choiceId }) => choiceId.startsWith("unqueue:")));
    if (!button) throw new Error(`no button for ${ticket.number}`);
    await buyer.sends({ kind: "choice", ...button });
    await rig.turn();
  },
  "the desk works": () => workDesk(shopId(), rig.ports),
  "its timers ring": async () => {
    await rung(["wake", "warn", "breach", "close"]);
    await workDesk(shopId(), rig.ports);
  },
};
const NAMES = Object.keys(MOVES);
const PAIRS = NAMES.flatMap((one, at) => NAMES.slice(at).map((other) => [one, other] as const));

async function open(isHeld: boolean): Promise<Scene> {
  const buyer = createBuyer(rig, { locale: "en" });
  await buyer.says("a person please");
  await rig.work();
  const ticket = await rig.openTicketOf(buyer.threadKey);
  if (!ticket) throw new Error("no ticket");
  await rung(["tell-place"]);
  await workDesk(shopId(), rig.ports);
  await rig.work();
  if (isHeld) await takeTicket(mina, ticket.ticketId, rig.ports);
  await rig.work();
  return { buyer, ticket };
}

/** A refusal is an answer; a fault of ours is not. */
async function attempt(move: Promise<unknown>): Promise<void> {
  await move.catch((error: unknown) => {
    const isRefusal = error instanceof AppError && ["TRANSITION_FORBIDDEN", "HELD_BY_COLLEAGUE"].includes(error.code);
    if (!isRefusal) throw error;
  });
}

async function expectOneTruth({ ticket, buyer }: Scene, promised: readonly string[]): Promise<void> {
  const now = await rig.ports.tickets.get(shopId(), ticket.ticketId);
  const conversation = await rig.ports.conversations.get(shopId(), ticket.conversationId);
  const [kind, agentId] = [conversation?.holder.kind, now?.agentId];
  const isOver = now?.status === "resolved" || now?.status === "closed";
  expect(kind === "assistant", `holder ${kind}, ticket ${now?.status}`).toBe(isOver);
  if (conversation?.holder.kind === "agent") expect(conversation.holder.agentId).toBe(agentId);
  if (kind === "queue") expect([now?.status, agentId]).toEqual([now?.snoozedUntil ? "snoozed" : "waiting", null]);
  const heard = buyer.heard();
  for (const text of promised) expect(heard.filter((each) => each.text === text)).toHaveLength(1);
  const spoken = heard.filter(({ speaker, text }) => speaker === "agent" && !promised.includes(text));
  expect(spoken, "what was refused is not sent").toEqual([]);
}

describe.each(["waiting", "held"])("a case that is %s", (state) => {
  test.each(PAIRS)("%s, and at once: %s", async (one, other) => {
    const scene = await open(state === "held");
    const promised: string[] = [];
    const [first, second] = [MOVES[one], MOVES[other]];
    if (!first || !second) throw new Error("no such move");
    await Promise.all([attempt(first(scene, promised)), attempt(second(scene, promised))]);
    await rig.timePasses();
    await rig.work();
    await expectOneTruth(scene, promised);
    await inShop(sql`update agent_desk set availability = 'away'`);
  });
});

describe("what the buyer wrote while the case changed hands", () => {
  test.each(["resolved", "given to the assistant"])("is the assistant's when it is %s: answered, once", async (way) => {
    const scene = await open(true);
    await scene.buyer.says("How long does delivery take?");
    if (way === "resolved") await resolveTicket(mina, scene.ticket.ticketId, rig.ports);
    else await releaseTicket(mina, scene.ticket.ticketId, "assistant", rig.ports);
    await rig.work();
    const answers = scene.buyer.heard().filter(({ text }) => /7 days/.test(text));
    expect(answers).toHaveLength(1);
    expect(scene.buyer.heard().at(-1)).toEqual(answers[0]);
  });

  test.each(["snoozed", "put back"])(
    "is people's when it is %s: it wakes the case, and nobody else answers",
    async (way) => {
      const scene = await open(true);
      await scene.buyer.says("How long does delivery take?");
      if (way === "snoozed") await snoozeTicket(mina, scene.ticket.ticketId, { until: soon() }, rig.ports);
      else await releaseTicket(mina, scene.ticket.ticketId, "queue", rig.ports);
      await rig.work();
      const now = await rig.ports.tickets.get(shopId(), scene.ticket.ticketId);
      expect(now?.status).toBe(way === "snoozed" ? "held" : "waiting");
      expect(scene.buyer.heard().some(({ speaker }) => speaker === "assistant")).toBe(false);
    },
  );
});

describe("too late", () => {
  test("a reply to a case that a colleague has resolved is refused, and nothing of it is sent", async () => {
    const scene = await open(true);
    await resolveTicket(mina, scene.ticket.ticketId, rig.ports);
    await expect(reply(omar, scene, "one more thing")).rejects.toMatchObject({ code: "TRANSITION_FORBIDDEN" });
    await rig.work();
    expect(scene.buyer.heard().map(({ speaker }) => speaker)).not.toContain("agent");
  });

  test("a button of the score and the last timer at once: reopened, or closed and known, nothing between", async () => {
    for (let round = 0; round < 6; round += 1) {
      const scene = await open(true);
      await inShop(sql`update ticket_score set asked_at = now() - interval '8 days'`);
      await resolveTicket(mina, scene.ticket.ticketId, rig.ports);
      await rung(["ask-score"]);
      await workDesk(shopId(), rig.ports);
      await rig.work();
      await scene.buyer.presses("score:1:");
      await rung(["close"]);
      await Promise.all([rig.turn(), workDesk(shopId(), rig.ports)]);
      await rig.timePasses();
      await rig.leasesEnd();
      await rig.work();
      await expectOneTruth(scene, []);
      expect(await rig.ports.desk.scoreOf(shopId(), scene.ticket.ticketId)).toMatchObject({ score: 1 });
      expect((await rig.ports.tickets.get(shopId(), scene.ticket.ticketId))?.tags).toContain("bad-score");
    }
  });
});

test("while a person has the conversation no typing sign is shown in the assistant's name", async () => {
  const scene = await open(true);
  const before = rig.channel.typing.length;
  await scene.buyer.says("How long does delivery take?");
  await rig.work();
  expect(rig.channel.typing).toHaveLength(before);
});
