/** What platforms send, however odd, is stored once and in order, or refused with a word; never a fault, never a loop. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RawBuilder, sql } from "kysely";
import type { Instant, ShopId } from "../../src/contracts/ids.ts";
import type { InboundMessage, Part } from "../../src/contracts/message.ts";
import { acceptMessage } from "../../src/inbox/accept-message.ts";
import { claimTurns } from "../../src/store/claim-turns.ts";
import { createInboxStore } from "../../src/store/inbox-store.ts";
import type { OpenDatabase } from "../../src/store/open-database.ts";
import { createGate } from "../support/told-channel.ts";
import { createTestProgram, type TestProgram } from "../support/test-program.ts";
import { until } from "../support/until.ts";

let program: TestProgram;
beforeAll(async () => {
  program = await createTestProgram();
});
afterAll(() => program.close());

let threads = 0;
const account = () => ({ shopId: program.shop.shopId, accountId: program.accountId });

function messageOf(over: Partial<InboundMessage>): InboundMessage {
  return {
    threadKey: `inbox-${threads}`,
    senderKey: "s",
    senderName: null,
    externalId: crypto.randomUUID(),
    parts: [{ kind: "text", text: "hello" }],
    locale: null,
    sentAt: Date.now() as Instant,
    ...over,
  };
}

async function textsOf(threadKey: string): Promise<readonly string[]> {
  const rows = await program.db.database.withShop(program.shop.shopId, (trx) =>
    trx.run(sql<{ text: string }>`
      select m.text from message m join conversation c on c.conversation_id = m.conversation_id
      where c.thread_key = ${threadKey} order by m.seq`),
  );
  return rows.map((row) => row.text);
}

describe("accept", () => {
  test("a message counts as received only when it is stored: another connection sees it then", async () => {
    threads += 1;
    expect(await acceptMessage(account(), messageOf({}), program.ports)).toEqual({ kind: "stored" });
    expect(await textsOf(`inbox-${threads}`)).toEqual(["hello"]);
  });

  test("rings only for what is new", async () => {
    threads += 1;
    let rings = 0;
    const ports = {
      ...program.ports,
      doorbell: { ringTurns: () => (rings += 1), ringOutbox: () => {}, ringDesk: () => {} },
    };
    const message = messageOf({});
    await acceptMessage(account(), message, ports);
    await acceptMessage(account(), message, ports);
    await acceptMessage(account(), messageOf({ parts: [{ kind: "text", text: "\u200B\u0000" }] }), ports);
    expect(rings).toBeLessThanOrEqual(2);
    expect(await acceptMessage(account(), message, ports)).toEqual({ kind: "duplicate" });
  });

  test("every message three times, shuffled over several connections: stored once each, in the order it first came", async () => {
    threads += 1;
    const messages = Array.from({ length: 12 }, (_, n) =>
      messageOf({ externalId: `r10-${threads}-${n}`, parts: [{ kind: "text", text: `m${n}` }] }),
    );
    for (const message of messages.slice(0, 4)) await acceptMessage(account(), message, program.ports);
    const again =
      fc.sample(fc.shuffledSubarray([...messages, ...messages, ...messages], { minLength: 36 }), 1)[0] ?? [];
    const outcomes = await Promise.all(again.map((message) => acceptMessage(account(), message, program.ports)));
    expect(outcomes.filter((outcome) => outcome.kind === "stored")).toHaveLength(8);
    const texts = await textsOf(`inbox-${threads}`);
    expect(texts.slice(0, 4)).toEqual(["m0", "m1", "m2", "m3"]);
    expect(texts.toSorted()).toEqual(messages.map((_, n) => `m${n}`).toSorted());
    const [claim] = await program.claimOf(program.accountId, -1);
    expect(claim).toBeDefined();
  });

  test("the same words in two shops' bots are two conversations", async () => {
    threads += 1;
    const { shopId } = program.db.otherShop;
    const channel = "web" as Parameters<typeof program.ports.shops.ensureChannelAccount>[1];
    const accountId = await program.ports.shops.ensureChannelAccount(shopId, channel, "web:other");
    const message = messageOf({});
    expect(await acceptMessage(account(), message, program.ports)).toEqual({ kind: "stored" });
    expect(await acceptMessage({ shopId, accountId }, message, program.ports)).toEqual({ kind: "stored" });
  });
});

/** What a hostile or broken platform can put into a text of ours. */
const oddText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom(
    "\u0000",
    "a\u0000b",
    "\uD83D",
    "\uDE00\uD83D",
    "\u202Eabc",
    "\u{E0041}",
    "x".repeat(9_000),
    "'; drop",
  ),
);
const oddNumber = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, -1, 2 ** 53, 8.64e15, 8.64e15 + 1));
const oddPart: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ kind: fc.constant("text" as const), text: oddText }),
  fc.record({ kind: fc.constant("choice" as const), choiceId: oddText, label: oddText }),
  fc.record({ kind: fc.constant("image" as const), externalKey: oddText, altText: oddText }),
  fc.record({ kind: fc.constant("file" as const), externalKey: oddText, name: oddText, bytes: oddNumber }),
  fc.record({ kind: fc.constant("voice" as const), externalKey: oddText, durationMs: oddNumber }),
  fc.record({ kind: fc.constant("location" as const), latitude: oddNumber, longitude: oddNumber }),
);
const oddMessage = fc.record({
  parts: fc.tuple(oddPart, oddPart),
  senderName: fc.option(oddText),
  senderKey: oddText.map((text) => text.slice(0, 200)),
  locale: fc.option(oddText),
  sentAt: oddNumber.map((value) => value as Instant),
  suffix: oddText.map((text) => text.slice(0, 100)),
});

describe("odd input", () => {
  test("is stored or refused with a reason, a redelivery is a duplicate, and the conversation goes on", async () => {
    const runs = Number(process.env["FUZZ_RUNS"] ?? 300);
    await fc.assert(
      fc.asyncProperty(oddMessage, async ({ suffix, parts, ...over }) => {
        threads += 1;
        const message = messageOf({ ...over, parts, externalId: `odd-${threads}-${suffix}` });
        const outcome = await acceptMessage(account(), message, program.ports);
        expect(outcome.kind === "stored" || (outcome.kind === "refused" && outcome.reason === "empty")).toBe(true);
        if (outcome.kind !== "stored") return;
        expect(await acceptMessage(account(), message, program.ports)).toEqual({ kind: "duplicate" });
        expect(await acceptMessage(account(), messageOf({}), program.ports)).toEqual({ kind: "stored" });
      }),
      { numRuns: runs },
    );
  });
});

describe("a claim and a message at the same moment", () => {
  test("a message that comes in while an empty mark is wiped away is found at once, not never", async () => {
    threads += 1;
    const { database, shop } = program.db;
    const channel = "web" as Parameters<typeof program.ports.shops.ensureChannelAccount>[1];
    const accountId = await program.ports.shops.ensureChannelAccount(shop.shopId, channel, "web:race");
    await acceptMessage({ shopId: shop.shopId, accountId }, messageOf({}), program.ports);
    const conversationId = await conversationOf(`inbox-${threads}`);
    // The mark of due work without the work, as a claim sees it that raced with the settling of a turn.
    await database.withShop(shop.shopId, async (trx) => {
      await trx.run(sql`update inbox set settled_at = now() where conversation_id = ${conversationId}`);
      await trx.run(sql`update conversation set pending_due_at = now() - interval '1 day', lease_until = null
        where conversation_id = ${conversationId}`);
    });
    const gate = createGate<void>();
    let storing: Promise<unknown> = Promise.resolve();
    let calls = 0;
    /** The second statement of the claim wipes the mark: a message is stored, but not yet committed, before it runs. */
    const racing: OpenDatabase = {
      ...database,
      async inShop(shopId, query) {
        calls += 1;
        if (calls !== 2) return database.inShop(shopId, query);
        storing = createInboxStore(holdingCommit(database, gate)).accept(shop.shopId, accountId, messageOf({}));
        await gate.reached;
        const wiping = database.inShop(shopId, query);
        await until("the claim waits for the message's row", () => isSomebodyWaiting(program));
        gate.open();
        return wiping;
      },
    };
    await claimTurns(racing, { shopId: shop.shopId, limit: 9, leaseMs: 30_000, accountId });
    expect(calls).toBe(2);
    expect(await storing).toEqual({ kind: "stored" });
    const claims = await claimTurns(database, { shopId: shop.shopId, limit: 9, leaseMs: -1, accountId });
    expect(claims.filter((claim) => claim.conversation.conversationId === conversationId)).toHaveLength(1);
  });
});

/** Does what it is told, waits at the gate, then commits. */
function holdingCommit(database: OpenDatabase, gate: ReturnType<typeof createGate<void>>): OpenDatabase {
  const hold: OpenDatabase["inShopAll"] = <Row>(
    shopId: ShopId,
    queries: readonly [...RawBuilder<unknown>[], RawBuilder<Row>],
  ) =>
    database.withShop(shopId, async (trx) => {
      let rows: readonly unknown[] = [];
      for (const query of queries) rows = await trx.run(query);
      await gate.pass();
      return rows as readonly Row[];
    });
  return { ...database, inShop: (shopId, query) => hold(shopId, [query]), inShopAll: hold };
}

async function conversationOf(threadKey: string): Promise<string> {
  const rows = await program.db.database.withShop(program.shop.shopId, (trx) =>
    trx.run(sql<{ id: string }>`select conversation_id as id from conversation where thread_key = ${threadKey}`),
  );
  return rows[0]?.id ?? "";
}

async function isSomebodyWaiting({ db }: TestProgram): Promise<boolean> {
  const { rows } = await db.database.pool.query(
    "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  );
  return rows.length > 0;
}
