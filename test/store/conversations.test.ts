/** Inbox, turns and outbox on the real database: stored once, leased once, settled once, in order. */
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TurnClaim } from "../../src/contracts/conversation.ts";
import type { AgentId, Instant, OutboundId, TicketId } from "../../src/contracts/ids.ts";
import type { InboundMessage, NewOutbound } from "../../src/contracts/message.ts";
import type { ConversationChange, TurnRecord } from "../../src/contracts/stores.ts";
import { TICKET_NUMBER_MARK } from "../../src/contracts/ticket.ts";
import { createRandomIds } from "../../src/ops/random-ids.ts";
import { createConversationStore } from "../../src/store/conversation-store.ts";
import { createInboxStore } from "../../src/store/inbox-store.ts";
import { createOutboxStore } from "../../src/store/outbox-store.ts";
import { createTicketStore } from "../../src/store/ticket-store.ts";
import { systemClock } from "../support/recording-host.ts";
import { openShopDatabase, type ShopDatabase } from "../support/shop-database.ts";

const LEASE_MS = 30_000;
const ids = createRandomIds(systemClock);
let db: ShopDatabase;
let thread = 0;

beforeAll(async () => {
  db = await openShopDatabase();
});
afterAll(() => db.close());
beforeEach(() => {
  thread += 1;
});

const stores = () => ({
  inbox: createInboxStore(db.database),
  conversations: createConversationStore(db.database),
  outbox: createOutboxStore(db.database),
  tickets: createTicketStore(db.database),
});

function says(text: string, externalId = ids.next<string>()): InboundMessage {
  return {
    threadKey: `thread-${thread}`,
    senderKey: `sender-${thread}`,
    senderName: "Ana",
    externalId,
    parts: [{ kind: "text", text }],
    locale: "es-MX",
    sentAt: systemClock.now(),
  };
}

function utterance(speaker: NewOutbound["speaker"], text: string, outboundId = ids.next<OutboundId>()): NewOutbound {
  return {
    outboundId,
    cause: { kind: "agent", draftKey: outboundId },
    speaker,
    agentId: null,
    text,
    language: "en",
    choices: [],
    sources: [],
  };
}

const RECORD: TurnRecord = {
  outcome: "answered",
  confidence: 0.9,
  articleKeys: ["shipping-times"],
  writtenBy: "extract",
  promptVersion: null,
  model: null,
  fault: null,
};
const change = (queue: readonly NewOutbound[], more: Partial<ConversationChange> = {}): ConversationChange => ({
  queue,
  audit: [],
  ...more,
});

async function store(message: InboundMessage) {
  return stores().inbox.accept(db.shop.shopId, db.accountId, message);
}

async function claimOne(): Promise<TurnClaim> {
  const [claim] = await stores().conversations.claimTurns(db.shop.shopId, 10, LEASE_MS);
  if (!claim) throw new Error("nothing to claim");
  return claim;
}

async function claimSends() {
  return stores().outbox.claimDue(db.shop.shopId, { accountIds: [db.accountId], limit: 50, leaseMs: LEASE_MS });
}

async function deliverAll(): Promise<string[]> {
  const texts: string[] = [];
  for (;;) {
    const claims = await claimSends();
    if (claims.length === 0) return texts;
    texts.push(...claims.map((claim) => claim.message.text));
    await stores().outbox.settle(
      db.shop.shopId,
      claims.map((claim) => ({
        outboundId: claim.message.outboundId,
        leaseToken: claim.leaseToken,
        delivery: { kind: "delivered", externalId: "1" },
        isMaybeDuplicate: false,
      })),
    );
  }
}

const heldBy = (ticketId: TicketId, agentId = ids.next<AgentId>()) => ({ kind: "agent", ticketId, agentId }) as const;
const newTicket = (ticketId: TicketId) => ({
  ticketId,
  reason: "buyer-asked" as const,
  priority: "normal" as const,
  note: "wants a person",
  language: "en" as const,
  openedAt: systemClock.now(),
  firstReplyDueAt: (systemClock.now() + 1_000) as Instant,
});

describe("inbox", () => {
  test("a redelivered message is stored once", async () => {
    const message = says("hola", `fixed-${thread}`);
    const outcomes = await Promise.all([store(message), store(message), store(message)]);
    expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(["duplicate", "duplicate", "stored"]);
    const claim = await claimOne();
    expect(claim.pending).toHaveLength(1);
    await stores().conversations.settleTurn(claim, change([]), RECORD);
  });

  test("messages that arrive together in a new thread become one turn, in the order they were stored", async () => {
    await Promise.all(Array.from({ length: 8 }, (_, n) => store(says(`m${n}`))));
    const claim = await claimOne();
    expect(claim.pending).toHaveLength(8);
    expect(claim.pending.map((each) => each.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    await stores().conversations.settleTurn(claim, change([]), RECORD);
  });

  test("a flood in one conversation is refused and what was stored stays", async () => {
    for (let n = 0; n < 50; n += 1) expect((await store(says(`m${n}`))).kind).toBe("stored");
    expect(await store(says("one too many"))).toMatchObject({ kind: "refused", reason: "too-many-pending" });
    const claim = await claimOne();
    expect(claim.pending).toHaveLength(50);
    await stores().conversations.settleTurn(claim, change([]), RECORD);
  });
});

describe("turns", () => {
  test("a leased conversation is not leased again, and a message that arrives meanwhile waits for its own turn", async () => {
    await store(says("first"));
    const claim = await claimOne();
    await store(says("second"));
    expect(await stores().conversations.claimTurns(db.shop.shopId, 10, LEASE_MS)).toEqual([]);
    await stores().conversations.settleTurn(claim, change([utterance("assistant", "one")]), RECORD);
    const next = await claimOne();
    expect(next.pending.map((each) => each.message.parts[0])).toEqual([{ kind: "text", text: "second" }]);
    expect(next.recent.map((each) => each.text)).toEqual(["first", "one"]);
    await stores().conversations.settleTurn(next, change([utterance("assistant", "two")]), RECORD);
    expect(await deliverAll()).toEqual(["one", "two"]);
  });

  test("attempts are counted before the work, and a worker whose lease ended cannot write", async () => {
    await store(says("poison"));
    const dead = (await stores().conversations.claimTurns(db.shop.shopId, 1, -1))[0] as TurnClaim;
    const alive = await claimOne();
    expect([dead.attempt, alive.attempt]).toEqual([1, 2]);
    const late = await stores().conversations.settleTurn(dead, change([utterance("assistant", "late")]), RECORD);
    expect(late.kind).toBe("overtaken");
    await stores().conversations.settleTurn(alive, change([utterance("assistant", "in time")]), RECORD);
    expect(await deliverAll()).toEqual(["in time"]);
  });

  test("a superseded turn keeps its messages and is claimed again together with the newer one", async () => {
    await store(says("where is"));
    const claim = await claimOne();
    await store(says("my parcel"));
    const early = change([utterance("assistant", "too early")]);
    const settled = await stores().conversations.settleTurn(claim, early, RECORD, { yieldsToNewer: true });
    expect(settled.kind).toBe("superseded");
    const both = await claimOne();
    expect(both.pending).toHaveLength(2);
    const answered = change([utterance("assistant", "both")]);
    await stores().conversations.settleTurn(both, answered, RECORD, { yieldsToNewer: true });
    expect(await deliverAll()).toEqual(["both"]);
  });

  test("a released turn comes back after its delay with the fault noted", async () => {
    await store(says("try again"));
    await stores().conversations.releaseTurn(await claimOne(), 0, "model-broke");
    const again = await claimOne();
    expect(again.attempt).toBe(2);
    await stores().conversations.settleTurn(again, change([]), RECORD);
  });
});

describe("take-over", () => {
  test("an agent who takes over while the answer is computed silences the assistant", async () => {
    await store(says("hello"));
    const claim = await claimOne();
    const { conversationId, epoch } = claim.conversation;
    const ticketId = ids.next<TicketId>();
    const taken = await stores().conversations.change(
      db.shop.shopId,
      conversationId,
      epoch,
      change([utterance("agent", "I am Mina")], { openTicket: newTicket(ticketId), holder: heldBy(ticketId) }),
    );
    expect(taken).toMatchObject({ kind: "changed", epoch: epoch + 1 });
    const late = await stores().conversations.settleTurn(claim, change([utterance("assistant", "robot")]), RECORD);
    expect(late).toMatchObject({ kind: "overtaken", holder: { kind: "agent" } });
    expect(await deliverAll()).toEqual(["I am Mina"]);
    const mine = await claimOne();
    expect(mine.conversation.holder.kind).toBe("agent");
    await stores().conversations.settleTurn(mine, change([]), { ...RECORD, outcome: "left-to-agent" });
  });

  test("what the assistant had queued is cancelled; what was on its way comes before the agent's words or not at all", async () => {
    await store(says("hello"));
    const claim = await claimOne();
    await stores().conversations.settleTurn(
      claim,
      change([utterance("assistant", "a"), utterance("assistant", "b")]),
      RECORD,
    );
    const [inFlight] = await claimSends();
    const ticketId = ids.next<TicketId>();
    await stores().conversations.change(
      db.shop.shopId,
      claim.conversation.conversationId,
      claim.conversation.epoch,
      change([utterance("agent", "person")], { openTicket: newTicket(ticketId), holder: heldBy(ticketId) }),
    );
    expect(await claimSends()).toEqual([]);
    if (!inFlight) throw new Error("nothing in flight");
    await stores().outbox.settle(db.shop.shopId, [
      {
        outboundId: inFlight.message.outboundId,
        leaseToken: inFlight.leaseToken,
        delivery: { kind: "retry", afterMs: 0, reason: "rate-limited" },
        isMaybeDuplicate: false,
      },
    ]);
    expect(await deliverAll()).toEqual(["person"]);
    const timeline = await stores().conversations.timeline(db.shop.shopId, claim.conversation.conversationId, {
      limit: 10,
    });
    expect(timeline.map((each) => [each.text, each.delivery])).toEqual([
      ["hello", null],
      ["a", "cancelled"],
      ["b", "cancelled"],
      ["person", "delivered"],
    ]);
  });

  test("of two agents who take over at once exactly one gets the conversation", async () => {
    await store(says("hello"));
    const claim = await claimOne();
    await stores().conversations.settleTurn(claim, change([]), RECORD);
    const tries = await Promise.all(
      [1, 2].map(() => {
        const ticketId = ids.next<TicketId>();
        return stores().conversations.change(
          db.shop.shopId,
          claim.conversation.conversationId,
          claim.conversation.epoch,
          change([], { openTicket: newTicket(ticketId), holder: heldBy(ticketId) }),
        );
      }),
    );
    expect(tries.map((each) => each.kind).sort()).toEqual(["changed", "overtaken"]);
  });

  test("a ticket gets the next number of its shop, and the notice names it", async () => {
    await store(says("a person please"));
    const claim = await claimOne();
    const ticketId = ids.next<TicketId>();
    const settled = await stores().conversations.settleTurn(
      claim,
      change([utterance("notice", `Your ticket is #${TICKET_NUMBER_MARK}.`)], {
        openTicket: newTicket(ticketId),
        holder: { kind: "queue", ticketId },
      }),
      RECORD,
    );
    if (settled.kind !== "changed") throw new Error("overtaken");
    expect(await deliverAll()).toEqual([`Your ticket is #${settled.ticketNumber}.`]);
    const [summary] = await stores().tickets.list(db.shop.shopId, { statuses: ["waiting"], ticketId, limit: 5 });
    expect(summary).toMatchObject({
      number: settled.ticketNumber,
      contactName: "Ana",
      lastMessageText: "a person please",
    });
  });
});

describe("outbox", () => {
  test("one cause is queued once, whatever is repeated", async () => {
    await store(says("hello"));
    const claim = await claimOne();
    await stores().conversations.settleTurn(claim, change([]), RECORD);
    const draft = utterance("agent", "sent twice by an impatient finger");
    const { conversationId, epoch } = claim.conversation;
    for (let n = 0; n < 3; n += 1) {
      await stores().conversations.change(db.shop.shopId, conversationId, epoch, change([draft]));
    }
    expect(await deliverAll()).toEqual([draft.text]);
  });

  test("a conversation's messages leave one after the other, in order, even with several senders", async () => {
    await store(says("hello"));
    const claim = await claimOne();
    const queue = Array.from({ length: 5 }, (_, n) => utterance("assistant", `part ${n}`));
    await stores().conversations.settleTurn(claim, change(queue), RECORD);
    const sent = (await Promise.all([claimSends(), claimSends(), claimSends()])).flat();
    expect(sent.map((each) => each.message.text)).toEqual(["part 0"]);
    await stores().conversations.freeAllLeases(db.shop.shopId);
    expect(await deliverAll()).toEqual(queue.map((each) => each.text));
  });

  test("a message whose sender died is sent again and marked as maybe a duplicate; the dead sender's word is ignored", async () => {
    await store(says("hello"));
    const claim = await claimOne();
    await stores().conversations.settleTurn(claim, change([utterance("assistant", "once or twice")]), RECORD);
    const [first] = await claimSends();
    await stores().conversations.freeAllLeases(db.shop.shopId);
    const [second] = await claimSends();
    expect([first?.message.isMaybeDuplicate, second?.message.isMaybeDuplicate]).toEqual([false, true]);
    const settle = (each: typeof first, delivery: "delivered" | "refused") =>
      stores().outbox.settle(db.shop.shopId, [
        {
          outboundId: each?.message.outboundId as OutboundId,
          leaseToken: each?.leaseToken ?? "",
          delivery:
            delivery === "delivered"
              ? { kind: "delivered", externalId: "7" }
              : { kind: "refused", reason: "gone", detail: "" },
          isMaybeDuplicate: each?.message.isMaybeDuplicate ?? false,
        },
      ]);
    await settle(first, "refused");
    await settle(second, "delivered");
    const [, said] = await stores().conversations.timeline(db.shop.shopId, claim.conversation.conversationId, {
      limit: 5,
    });
    expect(said).toMatchObject({ delivery: "delivered", isMaybeDuplicate: true });
  });
});

describe("without a key to the row that all buyers share", () => {
  const runs = (statement: string) =>
    db.database
      .withShop(db.shop.shopId, (trx) => sql.raw(statement).execute(trx))
      .then(
        () => "done",
        (error: Error) => error.message,
      );

  test("an account that has conversations cannot be deleted", async () => {
    await stores().inbox.accept(db.shop.shopId, db.accountId, says("hello"));
    expect(await runs(`delete from channel_account where account_id = '${db.accountId}'`)).toContain(
      "still has conversations",
    );
  });

  test("nobody, a queue and one agent hold a conversation; an agent without a ticket does not", async () => {
    await stores().inbox.accept(db.shop.shopId, db.accountId, says("hello"));
    const held = (columns: string) => runs(`update conversation set ${columns} where thread_key = 'thread-${thread}'`);
    const [id, none] = [`'${ids.next<string>()}'`, "null"];
    const holder = (kind: string, ticket: string, agent: string) =>
      held(`holder_kind = '${kind}', holder_ticket_id = ${ticket}, holder_agent_id = ${agent}`);
    for (const [kind, ticket, agent] of [
      ["agent", none, id],
      ["assistant", id, none],
      ["assistant", none, id],
      ["queue", none, none],
      ["queue", id, id],
      ["agent", id, none],
    ] as const) {
      expect(await holder(kind, ticket, agent)).toContain("conversation_holder");
    }
    expect(await holder("queue", id, none)).toBe("done");
    expect(await holder("agent", id, id)).toBe("done");
    expect(await holder("assistant", none, none)).toBe("done");
  });
});
