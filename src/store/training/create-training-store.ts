/** Runs of training, which belong to the real shop, and the practice shop beside it, in which everything of them happens. */
import { sql } from "kysely";
import type { AgentId, ShopId } from "../../contracts/ids.ts";
import type { TrainingRun, TrainingStore } from "../../contracts/training.ts";
import type { OpenDatabase } from "../open-database.ts";
import { openThread, tidyPractice, wasTakenFirst } from "./practice-rows.ts";
import { ensurePractice } from "./practice-shop.ts";
import { readRun, readSummary, type RunRow, type SummaryRow } from "./read-run.ts";

/** A worker looks after a run for so long without anybody's doing; its own clock ends it much earlier. */
const LOOKED_AFTER = sql`now() + interval '7 days'`;

export function createTrainingStore(database: OpenDatabase): TrainingStore {
  return {
    ensurePractice: (home, agent) => ensurePractice(database, home, agent),
    start: (run) => startRun(database, run),
    attach: (shopId, run, sessionHash) => attachSession(database, { shopId, ...run }, sessionHash),
    openOf: (shopId, agentId) => findRun(database, shopId, sql`agent_id = ${agentId} and ended_at is null`),
    get: (shopId, runId) => findRun(database, shopId, sql`run_id = ${runId}`),
    async list(shopId, { agentId, limit }) {
      const whose = agentId === undefined ? sql`true` : sql`r.agent_id = ${agentId}`;
      const rows = await database.inShop<SummaryRow>(
        shopId,
        sql`select r.*, a.name as agent_name from training_run r
          join agent a on a.shop_id = r.shop_id and a.agent_id = r.agent_id
          where r.shop_id = ${shopId} and ${whose} order by r.started_at desc, r.run_id limit ${limit}`,
      );
      return rows.map(readSummary);
    },
    async openIn(practiceShopId) {
      const shop = database.unscoped.selectFrom("shop").select("training_of").where("id", "=", practiceShopId);
      const home = (await shop.executeTakeFirst())?.training_of;
      if (!home) return null;
      return findRun(database, home as ShopId, sql`practice_shop_id = ${practiceShopId} and ended_at is null`);
    },
    async tick({ shopId, runId, tickedAt }, { clockMs, progress, at }) {
      const rows = await database.inShop(
        shopId,
        sql`update training_run set clock_ms = ${clockMs}, progress = ${JSON.stringify(progress)}::jsonb, ticked_at = ${new Date(at)}
          where shop_id = ${shopId} and run_id = ${runId} and ticked_at = ${new Date(tickedAt)} and ended_at is null
          returning run_id`,
      );
      return rows.length === 1;
    },
    end: (run, how) => endRun(database, run, how),
    async comment(shopId, runId, comment) {
      await database.inShop(
        shopId,
        sql`update training_run set comment = ${comment} where shop_id = ${shopId} and run_id = ${runId}`,
      );
    },
    openThread: (practiceShopId, buyer) => openThread(database, practiceShopId, buyer),
    wasTakenFirst: (practiceShopId, conversationId) => wasTakenFirst(database, practiceShopId, conversationId),
    async heldCases(shopId, agentId) {
      const [row] = await database.inShop<{ readonly n: number }>(
        shopId,
        sql`select count(*) as n from ticket where shop_id = ${shopId} and agent_id = ${agentId} and status = 'held'`,
      );
      return Number(row?.n ?? 0);
    },
  };
}

async function attachSession(
  database: OpenDatabase,
  { shopId, runId, agentId }: Pick<TrainingRun, "shopId" | "runId" | "agentId">,
  sessionHash: string,
): Promise<boolean> {
  const rows = await database.inShop(
    shopId,
    sql`with entered as (
        update agent_session s set training_run_id = r.run_id
        from training_run r
        where s.shop_id = ${shopId} and s.session_hash = ${sessionHash} and s.agent_id = ${agentId}
          and r.shop_id = s.shop_id and r.run_id = ${runId} and r.agent_id = s.agent_id and r.ended_at is null
        returning s.session_id
      )
      ${noting({ shopId, agentId, action: "training-entered", detail: { run: runId } }, sql`entered`)} returning audit_id`,
  );
  return rows.length === 1;
}

async function findRun(
  database: OpenDatabase,
  shopId: ShopId,
  which: ReturnType<typeof sql<boolean>>,
): Promise<TrainingRun | null> {
  const [row] = await database.inShop<RunRow>(
    shopId,
    sql`select * from training_run where shop_id = ${shopId} and ${which}`,
  );
  return row ? readRun(row) : null;
}

/** What an earlier run left in the practice shop is closed first. */
async function startRun(database: OpenDatabase, run: Parameters<TrainingStore["start"]>[0]): Promise<boolean> {
  const { shopId, runId, agentId, practiceShopId, language, reads, speed, isMix, progress } = run;
  const startedAt = new Date(run.startedAt);
  await tidyPractice(database, practiceShopId);
  const detail = { run: runId, language, cases: progress.length };
  const rows = await database.inShop(
    shopId,
    sql`with made as (
        insert into training_run (shop_id, run_id, agent_id, practice_shop_id, language, reads, speed, is_mix, started_at,
          ticked_at, progress)
        values (${shopId}, ${runId}, ${agentId}, ${practiceShopId}, ${language}, ${reads}, ${speed}, ${isMix}, ${startedAt},
          ${startedAt}, ${JSON.stringify(progress)}::jsonb)
        on conflict do nothing
        returning run_id
      )
      ${noting({ shopId, agentId, action: "training-started", detail }, sql`made`)} returning audit_id`,
  );
  if (rows.length === 0) return false;
  await lookAfter(database, practiceShopId, LOOKED_AFTER);
  return true;
}

async function endRun(
  database: OpenDatabase,
  { shopId, runId, agentId, practiceShopId }: Parameters<TrainingStore["end"]>[0],
  { endedBy, card, progress }: Parameters<TrainingStore["end"]>[1],
): Promise<boolean> {
  const detail = { run: runId, score: card.score, endedBy };
  const rows = await database.inShop(
    shopId,
    sql`with ended as (
        update training_run set ended_at = now(), ended_by = ${endedBy}, score = ${card.score},
          card = ${JSON.stringify(card)}::jsonb, progress = ${JSON.stringify(progress)}::jsonb
        where shop_id = ${shopId} and run_id = ${runId} and ended_at is null
        returning run_id
      )
      ${noting({ shopId, agentId, action: "training-ended", detail }, sql`ended`)} returning audit_id`,
  );
  if (rows.length === 0) return false;
  await lookAfter(database, practiceShopId, sql`null`);
  await tidyPractice(database, practiceShopId);
  return true;
}

async function lookAfter(database: OpenDatabase, practiceShopId: ShopId, until: ReturnType<typeof sql>): Promise<void> {
  await sql`update shop set training_until = ${until} where id = ${practiceShopId} and training_of is not null`.execute(
    database.unscoped,
  );
}

interface Noted {
  readonly shopId: ShopId;
  readonly agentId: AgentId;
  readonly action: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

function noting({ shopId, agentId, action, detail }: Noted, from: ReturnType<typeof sql>) {
  return sql`insert into audit (shop_id, actor_kind, agent_id, action, detail)
    select ${shopId}::uuid, 'agent', ${agentId}::uuid, ${action}::text, ${JSON.stringify(detail)}::jsonb from ${from}`;
}
