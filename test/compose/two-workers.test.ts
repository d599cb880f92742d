/** Two processes' worth of workers, each with its own connections, share one database without stepping on each other. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sql } from "kysely";
import { createWorkers, type Workers } from "../../src/compose/run-workers.ts";
import { createConversationStore } from "../../src/store/conversation-store.ts";
import { createInboxStore } from "../../src/store/inbox-store.ts";
import { type OpenDatabase, openDatabase } from "../../src/store/open-database.ts";
import { createOutboxStore } from "../../src/store/outbox-store.ts";
import { type Buyer, createBuyer } from "../support/buyer.ts";
import { createRecordingHost } from "../support/recording-host.ts";
import { channelsOf, openStoryRig, type StoryRig } from "../support/story-rig.ts";
import { until } from "../support/until.ts";

const BUYERS = 24;
const MESSAGES = 6;

let rig: StoryRig;
const processes: { readonly database: OpenDatabase; readonly workers: Workers }[] = [];

/** Workers as another process would run them; their doorbells ring for nobody else. */
function startProcess(): void {
  const { log } = createRecordingHost();
  const database = openDatabase(rig.program.db.runtimeUrl, { maxConnections: 10, log });
  const workers = createWorkers(rig.ports);
  workers.start({
    ...rig.ports,
    conversations: createConversationStore(database),
    inbox: createInboxStore(database),
    outbox: createOutboxStore(database),
    channels: channelsOf(rig.program, rig.channel.adapter),
    doorbell: workers.doorbell,
  });
  processes.push({ database, workers });
}

beforeAll(async () => {
  rig = await openStoryRig({ runs: false });
  startProcess();
  startProcess();
});
afterAll(async () => {
  for (const { database, workers } of processes) {
    await workers.stop();
    await database.close();
  }
  await rig.close();
});

const ringAll = () => {
  for (const { workers } of processes) {
    workers.doorbell.ringTurns(rig.program.shop.shopId);
    workers.doorbell.ringOutbox(rig.program.shop.shopId);
  }
};

async function turnsOf(buyer: Buyer): Promise<readonly { first: number; last: number }[]> {
  const conversationId = await rig.conversationOf(buyer.threadKey);
  return rig.program.db.database.withShop(rig.program.shop.shopId, async (trx) => {
    const { rows } = await sql<{ first: number; last: number }>`
      select first_seq as first, last_seq as last from turn where conversation_id = ${conversationId}
      order by first_seq`.execute(trx);
    return rows;
  });
}

describe("two workers on one database", () => {
  test("every message is handled in exactly one turn, every answer arrives once and in order", async () => {
    const buyers = Array.from({ length: BUYERS }, () => createBuyer(rig, { locale: "en" }));
    await Promise.all(
      buyers.map(async (buyer) => {
        for (let n = 0; n < MESSAGES; n += 1) {
          await buyer.says("How long does delivery take?");
          ringAll();
        }
      }),
    );
    const isQuiet = async () => {
      ringAll();
      return !(await rig.program.isBusy(rig.program.accountId));
    };
    await until("both workers are idle", isQuiet);
    for (const buyer of buyers) {
      const turns = await turnsOf(buyer);
      const overlaps = turns.filter((turn, at) => turn.first <= (turns[at - 1]?.last ?? 0));
      expect(overlaps).toEqual([]);
      expect(buyer.heard()).toHaveLength(turns.length);
    }
    expect(new Set(rig.channel.sends.map((message) => message.outboundId)).size).toBe(rig.channel.sends.length);
    const { rows } = await rig.program.db.database.withShop(rig.program.shop.shopId, (trx) =>
      sql<{ n: number }>`select count(*)::int as n from inbox where settled_at is null`.execute(trx),
    );
    expect(rows[0]?.n).toBe(0);
  });

  test("work is found without the doorbell: a message whose ring was lost is answered by the sweep", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says("How long does delivery take?").gets(/working days/);
  });
});
