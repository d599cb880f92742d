/** The sessions of one agent as their owner sees them. How one begins and is found stands in ../agent-store.ts. */
import { sql } from "kysely";
import type { AccessStore, SessionId } from "../../contracts/access.ts";
import { writeAudit } from "../knowledge/write-audit.ts";
import type { OpenDatabase } from "../open-database.ts";
import { readInstant } from "../read-rows.ts";

interface SessionRow {
  readonly session_id: string;
  readonly session_hash: string;
  readonly device: string;
  readonly created_at: Date;
  readonly seen_at: Date;
  readonly expires_at: Date;
}

export function createSessionPart(
  database: OpenDatabase,
): Pick<AccessStore, "sessions" | "endSession" | "endSessions"> {
  return {
    async sessions(shopId, agentId) {
      const rows = await database.inShop<SessionRow>(
        shopId,
        sql`select session_id, session_hash, device, created_at, seen_at, expires_at from agent_session
          where shop_id = ${shopId} and agent_id = ${agentId} order by seen_at desc, session_id`,
      );
      return rows.map((row) => ({
        sessionId: row.session_id as SessionId,
        sessionHash: row.session_hash,
        device: row.device,
        startedAt: readInstant(row.created_at),
        seenAt: readInstant(row.seen_at),
        expiresAt: readInstant(row.expires_at),
      }));
    },
    endSession: (shopId, agentId, sessionId) =>
      database.withShop(shopId, async (trx) => {
        const rows = await trx.run(sql`delete from agent_session
          where shop_id = ${shopId} and agent_id = ${agentId} and session_id = ${sessionId} returning session_id`);
        if (rows.length === 0) return false;
        await writeAudit(trx, shopId, agentId, { action: "session-ended", detail: { agentId, sessionId } });
        return true;
      }),
    endSessions: (shopId, { agentId, exceptHash }, by) =>
      database.withShop(shopId, async (trx) => {
        const rows = await trx.run(sql`delete from agent_session where shop_id = ${shopId} and agent_id = ${agentId}
          and session_hash is distinct from ${exceptHash} returning session_id`);
        await writeAudit(trx, shopId, by, { action: "sessions-ended", detail: { agentId, count: rows.length } });
        return rows.length;
      }),
  };
}
