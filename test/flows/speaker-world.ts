/** One conversation on the real store, moved step by step: workers and senders that can stop anywhere, two agents. */
import { expect } from "vitest";
import type { TurnClaim } from "../../src/contracts/conversation.ts";
import type { ChannelAccountId, ConversationId, TicketId } from "../../src/contracts/ids.ts";
import type { ChannelName, Delivery, OutboundMessage } from "../../src/contracts/message.ts";
import type { Agent, OutboxClaim } from "../../src/contracts/stores.ts";
import { handleTurn } from "../../src/flows/handle-turn.ts";
import { acceptMessage } from "../../src/inbox/accept-message.ts";
import { judgeDelivery } from "../../src/outbox/judge-delivery.ts";
import { sql } from "kysely";
import type { StoryPorts, StoryRig } from "../support/story-rig.ts";
import { createToldChannel } from "../support/told-channel.ts";

export type Said = "question" | "hello" | "person" | "complaint" | "language";

const WORDS: Readonly<Record<Said, string>> = {
  question: "How long does delivery take?",
  hello: "hello",
  person: "a person please",
  complaint: "my parcel never arrived!",
  language: "/language es",
};

/** What a platform can do with a send; "dies" is a sender that stops, before or after the platform had the message. */
export type Fate = "delivered" | "later" | "refused" | "lost" | "late" | "dies" | "dies-late";

export interface Arrival {
  readonly message: OutboundMessage;
  /** The epoch it was queued in. */
  readonly epoch: number;
}

export interface World {
  readonly rig: StoryRig;
  readonly ports: StoryPorts;
  readonly agents: readonly [Agent, Agent];
  readonly arrivals: Arrival[];
  readonly promised: string[];
  says(kind: Said): Promise<void>;
  repeats(at: number): Promise<void>;
  claimTurn(): Promise<TurnClaim | null>;
  finishTurn(claim: TurnClaim): Promise<void>;
  /** Every lease of this conversation is over. */
  endLeases(): Promise<void>;
  claimSend(): Promise<readonly OutboxClaim[]>;
  finishSend(claim: OutboxClaim, fate: Fate): Promise<void>;
  conversationId(): Promise<ConversationId>;
  openTicketId(): Promise<TicketId | null>;
  /** Waits for later moments are over. */
  hurry(): Promise<void>;
  query<Row>(statement: ReturnType<typeof sql<Row>>): Promise<readonly Row[]>;
}

export interface WorldOptions {
  readonly hasSendKey: boolean;
}

let worlds = 0;

export async function createWorld(rig: StoryRig, agents: World["agents"], options: WorldOptions): Promise<World> {
  const { shopId } = rig.program.shop;
  const name = `world-${(worlds += 1)}`;
  const { adapter } = createToldChannel(options);
  const accountId = await rig.ports.shops.ensureChannelAccount(shopId, "told" as ChannelName, name);
  const channels = { accountIds: [accountId], adapterOf: () => adapter };
  const ports: StoryPorts = { ...rig.ports, channels };
  const query: World["query"] = (statement) => rig.program.db.database.inShop(shopId, statement);
  const externalIds: { readonly externalId: string; readonly text: string }[] = [];
  const accept = (externalId: string, text: string) =>
    acceptMessage(
      { shopId, accountId },
      {
        threadKey: name,
        senderKey: name,
        senderName: null,
        externalId,
        parts: [{ kind: "text", text }],
        locale: "en",
        sentAt: ports.clock.now(),
      },
      ports,
    );
  const arrivals: Arrival[] = [];
  const world: World = {
    rig,
    ports,
    agents,
    arrivals,
    promised: [],
    query,
    async says(kind) {
      const externalId = `${name}:${externalIds.length}`;
      expect(await accept(externalId, WORDS[kind])).toEqual({ kind: "stored" });
      externalIds.push({ externalId, text: WORDS[kind] });
    },
    async repeats(at) {
      const known = externalIds[at % externalIds.length];
      if (known) expect(await accept(known.externalId, known.text)).toEqual({ kind: "duplicate" });
    },
    claimTurn: async () => (await rig.program.claimOf(accountId, 60_000))[0] ?? null,
    finishTurn: (claim) => handleTurn(claim, rig.program.shop, ports, new AbortController().signal),
    async endLeases() {
      await query(sql`update conversation set lease_until = now() - interval '1 second'
        where account_id = ${accountId} and lease_until is not null`);
      await query(sql`update outbox set due_at = now() where account_id = ${accountId} and state = 'sending'`);
    },
    claimSend: () => ports.outbox.claimDue(shopId, { accountIds: [accountId], limit: 10, leaseMs: 60_000 }),
    async finishSend(claim, fate) {
      const [row] = await query(sql<{ epoch: number }>`
        select epoch from outbox where outbound_id = ${claim.message.outboundId}`);
      if (doesArrive(fate)) arrive(arrivals, { message: claim.message, epoch: row?.epoch ?? 0 }, options);
      await settleSend(claim, fate, { ports, ...options });
    },
    conversationId: () => rig.program.conversationOf(accountId as ChannelAccountId),
    async openTicketId() {
      const id = await world.conversationId();
      return (await ports.tickets.openOf(shopId, id))?.ticketId ?? null;
    },
    async hurry() {
      await query(sql`update outbox set due_at = now() where account_id = ${accountId} and state = 'queued'`);
    },
  };
  return world;
}

function doesArrive(fate: Fate): boolean {
  return fate === "delivered" || fate === "late" || fate === "dies-late";
}

/** The platform drops what it has under the same key, if it takes one. */
function arrive(arrivals: Arrival[], arrival: Arrival, { hasSendKey }: WorldOptions): void {
  const isKnown = arrivals.some(({ message }) => message.outboundId === arrival.message.outboundId);
  if (!(hasSendKey && isKnown)) arrivals.push(arrival);
}

async function settleSend(
  claim: OutboxClaim,
  fate: Fate,
  { ports, hasSendKey }: WorldOptions & { readonly ports: StoryPorts },
): Promise<void> {
  const delivery = deliveryOf(fate);
  if (!delivery) return;
  const { outboundId, to } = claim.message;
  const verdict = judgeDelivery(claim, delivery, { hasSendKey, random: 0 });
  await ports.outbox.settle(to.shopId, [{ outboundId, leaseToken: claim.leaseToken, ...verdict }]);
}

function deliveryOf(fate: Fate): Delivery | null {
  switch (fate) {
    case "delivered":
      return { kind: "delivered", externalId: "1" };
    case "later":
      return { kind: "retry", afterMs: 0, reason: "busy" };
    case "refused":
      return { kind: "refused", reason: "blocked", detail: "" };
    case "lost":
    case "late":
      return { kind: "unknown", detail: "" };
    case "dies":
    case "dies-late":
      return null;
  }
}
