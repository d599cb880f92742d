/** No word of the assistant behind a person's, whenever the person comes in; and each guard is seen to be needed. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sql } from "kysely";
import { createBuyer } from "../support/buyer.ts";
import { createDesk } from "../support/desk.ts";
import { openStoryRig, type RigOptions } from "../support/story-rig.ts";
import type { TestProgram } from "../support/test-program.ts";
import { createToldModel } from "../support/told-model.ts";
import { type Stage, TAKEOVER_STORIES } from "./takeover-stories.ts";

type Wire = NonNullable<RigOptions["wire"]>;

async function openStage(wire?: Wire): Promise<Stage> {
  const model = createToldModel();
  return { model, rig: await openStoryRig({ runs: false, model, ...(wire ? { wire } : {}) }) };
}

describe("a person takes the conversation", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.rig.close());

  test.each(Object.entries(TAKEOVER_STORIES))("%s", (_name, story) => story(stage));

  test("and the assistant's draft stops where it stands", async () => {
    const { rig, model } = stage;
    const buyer = createBuyer(rig, { locale: "en" });
    const mina = await createDesk(rig, "Mina Park");
    const thought = model.thinks();
    await buyer.says("How long does delivery take?");
    const turning = rig.turn();
    await thought.asked;
    const first = "ANSWER\nWe hand orders to the carrier within 1 to 2 working days [1].";
    thought.writes(`${first} The delivery time depends on the destination [1].`);
    const shown = rig.channel.drafts.filter((draft) => draft.threadKey === buyer.threadKey).length;
    expect(shown).toBeGreaterThan(0);
    await mina.breaksIn(buyer, "Mina here.");
    thought.writes(`${first} The delivery time depends on the destination [1]. Orders over there take long [1]. More.`);
    await turning;
    expect(rig.channel.drafts.filter((draft) => draft.threadKey === buyer.threadKey)).toHaveLength(shown);
    await rig.work();
  });

  test("and what the buyer writes meanwhile reaches the console at once, although the model still thinks", async () => {
    const { rig, model } = stage;
    const buyer = createBuyer(rig, { locale: "en" });
    const mina = await createDesk(rig, "Mina Park");
    const thought = model.thinks();
    await buyer.says("How long does delivery take?");
    const [claim] = await rig.program.claimOf(rig.program.accountId, 20_000);
    expect(claim?.pending).toHaveLength(1);
    await mina.breaksIn(buyer, "Mina here.");
    await buyer.says("oh, a person");
    expect(await rig.turn()).toBe(1);
    thought.ends("unused");
    await rig.work();
    model.says();
  });
});

/** What the store would do without one of its checks; nothing else of it changes. */
const MUTANTS: Readonly<Record<string, { readonly wire: Wire; readonly caughtBy: RegExp }>> = {
  "a turn is settled whatever the epoch": {
    caughtBy: /while the model thinks/,
    wire: (ports, program) => ({
      ...ports,
      conversations: {
        ...ports.conversations,
        async settleTurn(claim, change, record) {
          const { shopId, conversationId } = claim.conversation;
          const now = await ports.conversations.get(shopId, conversationId);
          const conversation = { ...claim.conversation, epoch: now?.epoch ?? 0 };
          const leaseToken = await leaseTokenOf(program, conversationId);
          const isLeased = leaseToken === claim.leaseToken;
          return ports.conversations.settleTurn(isLeased ? { ...claim, conversation } : claim, change, record);
        },
      },
    }),
  },
  "a turn is settled whoever holds the lease": {
    caughtBy: /slept through its lease/,
    wire: (ports, program) => ({
      ...ports,
      conversations: {
        ...ports.conversations,
        async settleTurn(claim, change, record) {
          const leaseToken = await leaseTokenOf(program, claim.conversation.conversationId);
          if (leaseToken !== null) return ports.conversations.settleTurn({ ...claim, leaseToken }, change, record);
          const { shopId, conversationId, epoch } = claim.conversation;
          return ports.conversations.change(shopId, conversationId, epoch, change);
        },
      },
    }),
  },
  "a take-over leaves what is queued": {
    caughtBy: /queued|next try/,
    wire: (ports, program) => ({
      ...ports,
      conversations: {
        ...ports.conversations,
        async change(...args) {
          const before = await statesOf(program);
          const result = await ports.conversations.change(...args);
          await restoreStates(program, before);
          return result;
        },
      },
    }),
  },
  "the outbox sends whatever the epoch": {
    caughtBy: /says later|died|no word comes back/,
    wire: (ports, program) => ({
      ...ports,
      outbox: {
        async claimDue(shopId, options) {
          await forgetEpochs(program);
          return ports.outbox.claimDue(shopId, options);
        },
        async settle(shopId, outcomes) {
          await forgetEpochs(program);
          return ports.outbox.settle(shopId, outcomes);
        },
      },
    }),
  },
};

describe("a guard left out is noticed", () => {
  test.each(Object.entries(MUTANTS))("%s", async (_name, { wire, caughtBy }) => {
    const stage = await openStage(wire);
    const broken: string[] = [];
    try {
      for (const [name, story] of Object.entries(TAKEOVER_STORIES)) {
        await story(stage).catch(() => broken.push(name));
        // What a broken story left behind is not the next one's.
        await stage.rig.leasesEnd();
        await stage.rig.timePasses();
        await stage.rig.work();
      }
    } finally {
      await stage.rig.close();
    }
    expect(broken.join("\n")).toMatch(caughtBy);
  });
});

const inShop = <Row>({ db, shop }: TestProgram, statement: ReturnType<typeof sql<Row>>) =>
  db.database.withShop(shop.shopId, async (trx) => (await statement.execute(trx)).rows);

async function leaseTokenOf(program: TestProgram, conversationId: string): Promise<string | null> {
  const rows = await inShop(
    program,
    sql<{
      token: string | null;
    }>`select lease_token as token from conversation where conversation_id = ${conversationId}`,
  );
  return rows[0]?.token ?? null;
}

async function statesOf(program: TestProgram): Promise<readonly string[]> {
  const rows = await inShop(program, sql<{ id: string }>`select outbound_id as id from outbox where state = 'queued'`);
  return rows.map((row) => row.id);
}

async function restoreStates(program: TestProgram, queued: readonly string[]): Promise<void> {
  await inShop(
    program,
    sql`update outbox set state = 'queued', settled_at = null, fault = null
      where state = 'cancelled' and outbound_id = any(${[...queued]})`,
  );
}

async function forgetEpochs(program: TestProgram): Promise<void> {
  await inShop(
    program,
    sql`update outbox o set epoch = c.epoch from conversation c
      where c.conversation_id = o.conversation_id and o.state in ('queued', 'sending')`,
  );
}
