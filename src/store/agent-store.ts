/** Agents and their sessions. Only hashes of passwords and of session tokens are kept. */
import { type Selectable, sql } from "kysely";
import type { AgentId, ShopId } from "../contracts/ids.ts";
import type { Agent, AgentRole, AgentSession, AgentStore, Colleague } from "../contracts/agent.ts";
import type { OpenDatabase } from "./open-database.ts";
import { readInstant } from "./read-rows.ts";
import type { Database } from "./schema.ts";

type AgentRow = Selectable<Database["agent"]>;
interface SessionRow extends AgentRow {
  readonly expires_at: Date;
  readonly seen_at: Date;
  readonly lacks_factor: boolean;
  readonly practice_shop_id: string | null;
}
type ColleagueRow = AgentRow & { readonly availability: string; readonly seen_at: Date | null };

export function createAgentStore(database: OpenDatabase): AgentStore {
  return {
    count: (shopId) =>
      database.withShop(shopId, async (trx) => {
        const row = await trx
          .selectFrom("agent")
          .select((each) => each.fn.countAll<number>().as("n"))
          .where("shop_id", "=", shopId)
          .executeTakeFirstOrThrow();
        return Number(row.n);
      }),
    insert: (agent, passwordHash) =>
      database.withShop(agent.shopId, async (trx) => {
        const { agentId, email, name, role } = agent;
        const written = await trx
          .insertInto("agent")
          .values({ shop_id: agent.shopId, agent_id: agentId, email, name, role, password_hash: passwordHash })
          .onConflict((conflict) => conflict.doNothing())
          .returning("agent_id")
          .executeTakeFirst();
        return written !== undefined;
      }),
    findForSignIn: (shopId, email) =>
      database.withShop(shopId, async (trx) => {
        const row = await trx
          .selectFrom("agent")
          .selectAll()
          .where("shop_id", "=", shopId)
          .where(sql`lower(email)`, "=", email.toLowerCase())
          .where("disabled_at", "is", null)
          .executeTakeFirst();
        return row ? { agent: readAgent(row), passwordHash: row.password_hash } : null;
      }),
    get: (shopId, agentId) =>
      database.withShop(shopId, async (trx) => {
        const row = await trx
          .selectFrom("agent")
          .selectAll()
          .where("shop_id", "=", shopId)
          .where("agent_id", "=", agentId)
          .executeTakeFirst();
        return row ? readAgent(row) : null;
      }),
    list: (shopId) => listColleagues(database, shopId),
    ...createSessions(database),
  };
}

async function listColleagues(database: OpenDatabase, shopId: ShopId): Promise<readonly Colleague[]> {
  const rows = await database.inShop<ColleagueRow>(
    shopId,
    sql`select a.*, coalesce(d.availability, 'away') as availability, d.seen_at from agent a
      left join agent_desk d on d.shop_id = a.shop_id and d.agent_id = a.agent_id
      where a.shop_id = ${shopId} order by lower(a.name), a.agent_id`,
  );
  return rows.map(readColleague);
}

function createSessions(
  database: OpenDatabase,
): Pick<AgentStore, "openSession" | "extendSession" | "findSession" | "closeSession"> {
  return {
    openSession: (shopId, { agentId, sessionHash, device, startedAt, expiresAt }) =>
      database.withShop(shopId, async (trx) => {
        await trx
          .deleteFrom("agent_session")
          .where("shop_id", "=", shopId)
          .where(sql`expires_at`, "<", sql`now()`)
          .execute();
        await trx
          .insertInto("agent_session")
          .values({
            shop_id: shopId,
            session_hash: sessionHash,
            agent_id: agentId,
            expires_at: new Date(expiresAt),
            created_at: new Date(startedAt),
            seen_at: new Date(startedAt),
            device,
          })
          .execute();
      }),
    extendSession: (shopId, sessionHash, { seenAt, expiresAt }) =>
      database.withShop(shopId, async (trx) => {
        await trx
          .updateTable("agent_session")
          .set({ expires_at: new Date(expiresAt), seen_at: new Date(seenAt) })
          .where("shop_id", "=", shopId)
          .where("session_hash", "=", sessionHash)
          .execute();
      }),
    findSession: (shopId, sessionHash) => findSession(database, shopId, sessionHash),
    closeSession: (shopId, sessionHash) =>
      database.withShop(shopId, async (trx) => {
        await trx
          .deleteFrom("agent_session")
          .where("shop_id", "=", shopId)
          .where("session_hash", "=", sessionHash)
          .execute();
      }),
  };
}

async function findSession(database: OpenDatabase, shopId: ShopId, sessionHash: string): Promise<AgentSession | null> {
  const [row] = await database.inShop<SessionRow>(
    shopId,
    sql`
    select a.*, s.expires_at, s.seen_at, r.practice_shop_id,
      coalesce(t.is_factor_required, false) and f.confirmed_at is null as lacks_factor
    from agent_session s
    join agent a on a.shop_id = s.shop_id and a.agent_id = s.agent_id
    left join access_setting t on t.shop_id = s.shop_id
    left join agent_factor f on f.shop_id = s.shop_id and f.agent_id = s.agent_id
    left join training_run r on r.shop_id = s.shop_id and r.run_id = s.training_run_id and r.ended_at is null
    where s.shop_id = ${shopId} and s.session_hash = ${sessionHash} and s.expires_at > now()
      and a.disabled_at is null`,
  );
  if (!row) return null;
  const life = { expiresAt: readInstant(row.expires_at), seenAt: readInstant(row.seen_at) };
  const practice = row.practice_shop_id === null ? {} : { practiceShopId: row.practice_shop_id as ShopId };
  return { agent: readAgent(row), sessionHash, ...life, lacksFactor: row.lacks_factor, ...practice };
}

function readColleague(row: ColleagueRow): Colleague {
  return {
    ...readAgent(row),
    availability: row.availability as Colleague["availability"],
    seenAt: row.seen_at ? readInstant(row.seen_at) : null,
  };
}

function readAgent(row: AgentRow): Agent {
  return {
    shopId: row.shop_id as ShopId,
    agentId: row.agent_id as AgentId,
    email: row.email,
    name: row.name,
    role: row.role as AgentRole,
    ...(row.disabled_at === null ? {} : { isDisabled: true }),
  };
}
