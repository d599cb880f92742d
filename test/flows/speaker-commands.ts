/** The tiny model of who may speak, and everything that can happen to a conversation, each checked against it. */
import fc from "fast-check";
import { expect } from "vitest";
import type { Holder, TurnClaim } from "../../src/contracts/conversation.ts";
import { AppError } from "../../src/contracts/errors.ts";
import type { OutboxClaim } from "../../src/contracts/stores.ts";
import {
  type AgentActionResult,
  releaseTicket,
  replyToBuyer,
  resolveTicket,
  takeTicket,
} from "../../src/flows/agent-action.ts";
import { breakIn } from "../support/desk.ts";
import type { Fate, Said, World } from "./speaker-world.ts";

/** Everything the model knows. A claim is named by a number; what it saw is kept beside it. */
export interface Model {
  holder: "assistant" | "queue" | 0 | 1;
  /** Grows with every change of holder. */
  era: number;
  hasSpoken: boolean;
  pending: { readonly kind: Said; attempts: number }[];
  turns: HeldTurn[];
  /** Whose token stands in the row; leases that are over may be taken by the next. */
  leaseOf: HeldTurn | null;
  isLeaseOver: boolean;
  sends: OutboxClaim[];
}

interface HeldTurn {
  readonly era: number;
  readonly heard: readonly Said[];
  readonly attempt: number;
  claim: TurnClaim | null;
}

type Command = fc.AsyncCommand<Model, World>;

/** After each step: the store says what the model says, and nobody spoke out of turn. */
async function agree(model: Model, world: World): Promise<void> {
  if (!model.hasSpoken) return;
  const { shopId } = world.rig.program.shop;
  const conversation = await world.ports.conversations.get(shopId, await world.conversationId());
  if (!conversation) throw new Error("The conversation is gone.");
  expect(nameOf(conversation.holder, world), "who holds the conversation").toBe(model.holder);
  expect(conversation.epoch, "the epoch").toBe(model.era + 1);
  expect((await world.openTicketId()) !== null, "an open ticket").toBe(model.holder !== "assistant");
}

function nameOf(holder: Holder, { agents }: World): Model["holder"] {
  if (holder.kind !== "agent") return holder.kind;
  return holder.agentId === agents[0].agentId ? 0 : 1;
}

function passTo(model: Model, holder: Model["holder"]): void {
  model.holder = holder;
  model.era += 1;
  model.isLeaseOver = true;
}

function command(
  name: string,
  check: (model: Readonly<Model>) => boolean,
  run: (model: Model, world: World) => Promise<void>,
): Command {
  return {
    check,
    run: async (model, world) => {
      await run(model, world);
      await agree(model, world);
    },
    toString: () => name,
  };
}

const buyerSays = (kind: Said) =>
  command(
    `buyer:${kind}`,
    () => true,
    async (model, world) => {
      await world.says(kind);
      model.hasSpoken = true;
      model.pending.push({ kind, attempts: 0 });
    },
  );

const redelivery = (at: number) =>
  command(
    `repeat:${at}`,
    (model) => model.hasSpoken,
    (_model, world) => world.repeats(at),
  );

const claimTurn = command(
  "worker:claims",
  (model) => model.turns.length < 3,
  async (model, world) => {
    const claim = await world.claimTurn();
    const isFree = model.leaseOf === null || model.isLeaseOver;
    expect(claim !== null, "a turn is due").toBe(model.pending.length > 0 && isFree);
    if (!claim) return;
    for (const each of model.pending) each.attempts += 1;
    expect(claim.pending.map((each) => each.attempt)).toEqual(model.pending.map((each) => each.attempts));
    const heard = model.pending.map((each) => each.kind);
    const turn: HeldTurn = { era: model.era, heard, attempt: claim.attempt, claim };
    model.turns.push(turn);
    model.leaseOf = turn;
    model.isLeaseOver = false;
  },
);

/** The newest or the oldest of the workers that hold something comes to its end. */
const finishTurn = (which: "oldest" | "newest") =>
  command(
    `worker:finishes-${which}`,
    (model) => model.turns.length > 0,
    async (model, world) => {
      const turn = which === "oldest" ? model.turns.shift() : model.turns.pop();
      if (!turn?.claim) return;
      await world.finishTurn(turn.claim);
      if (model.leaseOf !== turn) return;
      model.leaseOf = null;
      if (turn.era !== model.era) return;
      model.pending.splice(0, turn.heard.length);
      const asksForPerson = turn.heard.some((kind) => kind === "person" || kind === "complaint");
      if (model.holder === "assistant" && (asksForPerson || turn.attempt > 3)) passTo(model, "queue");
    },
  );

const workerDies = command(
  "worker:dies",
  (model) => model.turns.length > 0,
  async (model, world) => {
    model.turns.pop();
    await world.endLeases();
    model.isLeaseOver = true;
  },
);

const leasesEnd = command(
  "leases-end",
  (model) => model.leaseOf !== null,
  async (model, world) => {
    await world.endLeases();
    model.isLeaseOver = true;
  },
);

const claimSend = command(
  "sender:claims",
  (model) => model.hasSpoken && model.sends.length < 3,
  async (model, world) => {
    for (const claim of await world.claimSend()) {
      if (claim.message.speaker === "assistant") expect(model.holder, "the assistant is sent").toBe("assistant");
      model.sends.push(claim);
    }
  },
);

const finishSend = (fate: Fate) =>
  command(
    `sender:${fate}`,
    (model) => model.sends.length > 0,
    async (model, world) => {
      const send = model.sends.shift();
      if (!send) return;
      await world.finishSend(send, fate);
      // Its row is found again when the lease is over; nobody else's row is sent before its own lease ends.
      if (fate.startsWith("dies") && model.sends.length === 0) {
        await world.endLeases();
        if (model.leaseOf) model.isLeaseOver = true;
      }
      expectNoWordBehindAPerson(world);
    },
  );

const timePasses = command(
  "time",
  (model) => model.hasSpoken,
  (_model, world) => world.hurry(),
);

type Act = "take" | "reply" | "release-to-queue" | "release-to-assistant" | "resolve" | "break-in";

const agentDoes = (who: 0 | 1, act: Act) =>
  command(
    `agent-${who}:${act}`,
    (model) => model.hasSpoken && (act === "break-in") === (model.holder === "assistant"),
    async (model, world) => {
      const result = await perform(world, who, act);
      const expected = expectOf(model, who, act);
      expect(result, `${act} by ${who} while ${model.holder} holds`).toBe(expected.result);
      if (expected.holder !== model.holder) passTo(model, expected.holder);
    },
  );

type Told = "done" | "overtaken" | "forbidden";

/** The rule of who may speak, in one place. */
function expectOf(model: Model, who: 0 | 1, act: Act): { readonly result: Told; readonly holder: Model["holder"] } {
  const { holder } = model;
  const isHeldByOther = holder === 1 - who;
  switch (act) {
    case "break-in":
      return { result: "done", holder: who };
    case "take":
      return isHeldByOther ? { result: "forbidden", holder } : { result: "done", holder: who };
    case "reply":
      return isHeldByOther ? { result: "overtaken", holder } : { result: "done", holder: who };
    case "release-to-queue":
      return holder === "queue" ? { result: "forbidden", holder } : { result: "done", holder: "queue" };
    case "release-to-assistant":
    case "resolve":
      return isHeldByOther ? { result: "forbidden", holder } : { result: "done", holder: "assistant" };
  }
}

async function perform(world: World, who: 0 | 1, act: Act): Promise<Told> {
  const { ports, agents } = world;
  const agent = agents[who];
  const text = `person ${world.promised.length} ${crypto.randomUUID()}`;
  if (act === "break-in") {
    const conversation = await ports.conversations.get(agent.shopId, await world.conversationId());
    if (!conversation) throw new Error("no conversation");
    const result = await breakIn(agent, conversation, text, ports);
    if (result.kind === "changed") world.promised.push(text);
    return result.kind === "changed" ? "done" : "overtaken";
  }
  const ticketId = await world.openTicketId();
  if (!ticketId) throw new Error("no open ticket");
  const run: Readonly<Record<Exclude<Act, "break-in">, () => Promise<AgentActionResult>>> = {
    take: () => takeTicket(agent, ticketId, ports),
    reply: () => replyToBuyer(agent, ticketId, { text, draftKey: text }, ports),
    "release-to-queue": () => releaseTicket(agent, ticketId, "queue", ports),
    "release-to-assistant": () => releaseTicket(agent, ticketId, "assistant", ports),
    resolve: () => resolveTicket(agent, ticketId, ports),
  };
  try {
    const { kind } = await run[act]();
    if (act === "reply" && kind === "done") world.promised.push(text);
    return kind;
  } catch (error) {
    const isRefusal = error instanceof AppError && ["TRANSITION_FORBIDDEN", "HELD_BY_COLLEAGUE"].includes(error.code);
    if (isRefusal) return "forbidden";
    throw error;
  }
}

/** Between a person's words and the assistant's next ones the conversation was given back. */
export function expectNoWordBehindAPerson({ arrivals }: World): void {
  let spokenIn = -1;
  for (const { message, epoch } of arrivals) {
    if (message.speaker === "agent") spokenIn = Math.max(spokenIn, epoch);
    if (message.speaker === "assistant") expect(epoch, "the epoch of the assistant's words").toBeGreaterThan(spokenIn);
  }
}

const SAID: readonly Said[] = ["question", "question", "hello", "person", "complaint", "language"];
const FATES: readonly Fate[] = [
  "delivered",
  "delivered",
  "delivered",
  "later",
  "refused",
  "lost",
  "late",
  "dies",
  "dies-late",
];
const ACTS: readonly Act[] = ["take", "reply", "release-to-queue", "release-to-assistant", "resolve", "break-in"];

export const COMMANDS: readonly fc.Arbitrary<Command>[] = [
  fc.constantFrom(...SAID).map(buyerSays),
  fc.nat({ max: 9 }).map(redelivery),
  fc.constant(claimTurn),
  fc.constantFrom("oldest" as const, "newest" as const).map(finishTurn),
  fc.constant(workerDies),
  fc.constant(leasesEnd),
  fc.constant(claimSend),
  fc.constantFrom(...FATES).map(finishSend),
  fc.constant(timePasses),
  fc.tuple(fc.constantFrom(0 as const, 1 as const), fc.constantFrom(...ACTS)).map(([who, act]) => agentDoes(who, act)),
];

export function createModel(): Model {
  return {
    holder: "assistant",
    era: 0,
    hasSpoken: false,
    pending: [],
    turns: [],
    leaseOf: null,
    isLeaseOver: false,
    sends: [],
  };
}
