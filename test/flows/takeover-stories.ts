/** A person breaks in at each step of the assistant's turn. Every story throws when the assistant speaks afterwards. */
import { expect } from "vitest";
import type { TimelineMessage } from "../../src/contracts/message.ts";
import { type Buyer, createBuyer } from "../support/buyer.ts";
import { createDesk, type Desk } from "../support/desk.ts";
import type { StoryRig } from "../support/story-rig.ts";
import { createGate, type Play } from "../support/told-channel.ts";
import type { ToldModel } from "../support/told-model.ts";

/** A rig that does not run by itself, with a model that can be held. */
export interface Stage {
  readonly rig: StoryRig;
  readonly model: ToldModel;
}

export type Story = (stage: Stage) => Promise<void>;

const QUESTION = "How long does delivery take?";
const HUMAN = "Mina here, I take this over.";
const LATER: Play = { kind: "retry", afterMs: 60_000, reason: "busy" };

async function setUp({ rig }: Stage): Promise<{ readonly buyer: Buyer; readonly mina: Desk }> {
  return { buyer: createBuyer(rig, { locale: "en" }), mina: await createDesk(rig, "Mina Park") };
}

async function breaksIn(mina: Desk, buyer: Buyer): Promise<void> {
  expect(await mina.breaksIn(buyer, HUMAN)).toMatchObject({ kind: "changed" });
}

async function timelineOf(rig: StoryRig, buyer: Buyer): Promise<readonly TimelineMessage[]> {
  const { shopId } = rig.program.shop;
  return rig.ports.conversations.timeline(shopId, await rig.conversationOf(buyer.threadKey), { limit: 50 });
}

async function deliveriesOf(rig: StoryRig, buyer: Buyer, speaker: string): Promise<readonly string[]> {
  return (await timelineOf(rig, buyer))
    .filter((each) => each.speaker === speaker)
    .map((each) => each.delivery ?? "none");
}

/** Hours later, after every retry: what the buyer has heard is this, in this order. */
async function expectHeard({ rig }: Stage, buyer: Buyer, ...speakers: readonly string[]): Promise<void> {
  await rig.work();
  await rig.timePasses();
  await rig.leasesEnd();
  await rig.work();
  expect(buyer.heard().map((each) => each.speaker)).toEqual(speakers);
}

/** Holds the first message to the buyer in the channel's hands. */
async function holdInSend({ rig }: Stage, buyer: Buyer) {
  const gate = createGate<Play>();
  buyer.meets({ kind: "wait", gate });
  await buyer.says(QUESTION);
  await rig.turn();
  const sending = rig.send();
  await gate.reached;
  const settle = async (play: Play) => {
    gate.open(play);
    await sending;
  };
  return settle;
}

export const TAKEOVER_STORIES: Readonly<Record<string, Story>> = {
  "before the turn is claimed: the buyer's words are left to the person": async (stage) => {
    const { buyer, mina } = await setUp(stage);
    await buyer.says(QUESTION);
    await breaksIn(mina, buyer);
    await expectHeard(stage, buyer, "agent");
  },

  "while the model thinks: its answer is dropped, and what the buyer wrote meanwhile waits for nobody": async (
    stage,
  ) => {
    const { rig, model } = stage;
    const { buyer, mina } = await setUp(stage);
    const thought = model.thinks();
    await buyer.says(QUESTION);
    const turning = rig.turn();
    await thought.asked;
    await breaksIn(mina, buyer);
    await buyer.says("are you still there?");
    thought.ends("ANSWER\nDelivery takes 7 to 12 working days [1].");
    await turning;
    await expectHeard(stage, buyer, "agent");
  },

  "while the model thinks and does not listen: its answer is dropped at the end": async (stage) => {
    const { rig, model } = stage;
    const { buyer, mina } = await setUp(stage);
    const thought = model.thinks();
    await buyer.says(QUESTION);
    const [claim] = await rig.program.claimOf(rig.program.accountId, 20_000);
    if (!claim) throw new Error("nothing to claim");
    const { handleTurn } = await import("../../src/flows/handle-turn.ts");
    const deaf = { ...rig.ports, live: { publish: () => {}, subscribe: () => () => {} } };
    const turning = handleTurn(claim, rig.program.shop, deaf, new AbortController().signal);
    await thought.asked;
    await breaksIn(mina, buyer);
    thought.ends("ANSWER\nDelivery takes 7 to 12 working days [1].");
    await turning;
    await expectHeard(stage, buyer, "agent");
  },

  "after the answer was queued: it is cancelled there and then": async (stage) => {
    const { rig } = stage;
    const { buyer, mina } = await setUp(stage);
    await buyer.says(QUESTION);
    await rig.turn();
    await breaksIn(mina, buyer);
    expect(await deliveriesOf(rig, buyer, "assistant")).toEqual(["cancelled"]);
    await expectHeard(stage, buyer, "agent");
  },

  "while the answer waits for its next try: the person's words do not stand behind it": async (stage) => {
    const { rig } = stage;
    const { buyer, mina } = await setUp(stage);
    buyer.meets(LATER);
    await buyer.says(QUESTION);
    await rig.turn();
    await rig.send();
    await breaksIn(mina, buyer);
    await rig.send();
    expect(buyer.heard()).toEqual([{ speaker: "agent", text: HUMAN }]);
    await expectHeard(stage, buyer, "agent");
  },

  "while the answer is being sent: it arrives before the person's words": async (stage) => {
    const { buyer, mina } = await setUp(stage);
    const settle = await holdInSend(stage, buyer);
    await breaksIn(mina, buyer);
    expect(await stage.rig.send()).toBe(0);
    await settle({ kind: "deliver" });
    await expectHeard(stage, buyer, "assistant", "agent");
  },

  "while the answer is being sent and the platform says later: there is no later": async (stage) => {
    const { rig } = stage;
    const { buyer, mina } = await setUp(stage);
    const settle = await holdInSend(stage, buyer);
    await breaksIn(mina, buyer);
    await settle(LATER);
    await rig.send();
    expect(buyer.heard()).toEqual([{ speaker: "agent", text: HUMAN }]);
    expect(await deliveriesOf(rig, buyer, "assistant")).toEqual(["cancelled"]);
    await expectHeard(stage, buyer, "agent");
  },

  "while the answer is being sent and no word comes back: it is not repeated, and not called cancelled": async (
    stage,
  ) => {
    const { rig } = stage;
    const { buyer, mina } = await setUp(stage);
    const settle = await holdInSend(stage, buyer);
    await breaksIn(mina, buyer);
    await settle({ kind: "late" });
    await rig.send();
    expect(await deliveriesOf(rig, buyer, "assistant")).toEqual(["unknown"]);
    await expectHeard(stage, buyer, "assistant", "agent");
  },

  "after the sender of the answer died: nobody sends it again": async (stage) => {
    const { rig } = stage;
    const { buyer, mina } = await setUp(stage);
    await buyer.says(QUESTION);
    await rig.turn();
    const { shopId } = rig.program.shop;
    await rig.ports.outbox.claimDue(shopId, { accountIds: [rig.program.accountId], limit: 9, leaseMs: 30_000 });
    await breaksIn(mina, buyer);
    await rig.leasesEnd();
    await expectHeard(stage, buyer, "agent");
    expect(await deliveriesOf(rig, buyer, "assistant")).toEqual(["unknown"]);
  },

  "a worker that slept through its lease writes nothing: the buyer is not answered twice": async (stage) => {
    const { rig } = stage;
    const { buyer } = await setUp(stage);
    await buyer.says("hello");
    const [asleep] = await rig.program.claimOf(rig.program.accountId, 20_000);
    if (!asleep) throw new Error("nothing to claim");
    await rig.leasesEnd();
    await buyer.says(QUESTION);
    await rig.work();
    const { handleTurn } = await import("../../src/flows/handle-turn.ts");
    await handleTurn(asleep, rig.program.shop, rig.ports, new AbortController().signal);
    await expectHeard(stage, buyer, "assistant");
  },
};
