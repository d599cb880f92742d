/** Who is at the desk, what they may take, and who has gone while somebody waits for them. */
import { type Selectable, sql } from "kysely";
import type { AgentDesk, DeskStore } from "../../contracts/desk.ts";
import type { AgentId, ConversationId, TicketId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { TicketCategory, TicketPriority } from "../../contracts/ticket.ts";
import type { OpenDatabase } from "../open-database.ts";
import { readInstant, readLanguage } from "../read-rows.ts";
import type { Database } from "../schema.ts";
import { rankOf } from "./rank-priority.ts";

type DeskRow = Selectable<Database["agent_desk"]>;
type WaitingRow = Pick<
  Selectable<Database["ticket"]>,
  "ticket_id" | "priority" | "opened_at" | "language" | "category"
>;

type PresencePart = Pick<DeskStore, "deskOf" | "saveDesk" | "noteSeen" | "available" | "waitingFor" | "orphaned">;

export function createPresence(database: OpenDatabase): PresencePart {
  return {
    ...createAssignmentReads(database),
    ...createOrphanReads(database),
    async deskOf(shopId, agentId) {
      const [row] = await database.inShop<DeskRow>(
        shopId,
        sql`select * from agent_desk where shop_id = ${shopId} and agent_id = ${agentId}`,
      );
      return row ? readDesk(row) : null;
    },
    async saveDesk(shopId, { agentId, availability, languages, skills, capacity }) {
      await database.inShop(
        shopId,
        sql`insert into agent_desk (shop_id, agent_id, availability, languages, skills, capacity, seen_at)
          values (${shopId}, ${agentId}, ${availability}, ${[...languages]}, ${[...skills]}, ${capacity}, now())
          on conflict (shop_id, agent_id) do update set availability = excluded.availability,
            languages = excluded.languages, skills = excluded.skills, capacity = excluded.capacity, seen_at = now()`,
      );
    },
    async noteSeen(shopId, agentId) {
      await database.inShop(
        shopId,
        sql`update agent_desk set seen_at = now() where shop_id = ${shopId} and agent_id = ${agentId}`,
      );
    },
  };
}

function createAssignmentReads(database: OpenDatabase): Pick<DeskStore, "available" | "waitingFor"> {
  return {
    async available(shopId, seenWithinMs) {
      const rows = await database.inShop<DeskRow & { holding: number }>(
        shopId,
        sql`select d.*, (select count(*)::int from ticket t where t.shop_id = d.shop_id and t.agent_id = d.agent_id
            and t.status = 'held') as holding
          from agent_desk d join agent a on a.shop_id = d.shop_id and a.agent_id = d.agent_id
          where d.shop_id = ${shopId} and d.availability = 'available' and a.role <> 'viewer' and a.disabled_at is null
            and d.seen_at > now() - make_interval(secs => ${seenWithinMs / 1000})`,
      );
      return rows.map((row) => ({ ...readDesk(row), holding: row.holding }));
    },
    async waitingFor(shopId, agents, limit) {
      const wanted = agents.map(({ languages, skills }) => ({ languages, skills }));
      const rows = await database.inShop<WaitingRow>(
        shopId,
        sql`select ticket_id, priority, opened_at, language, category from ticket t
          where t.shop_id = ${shopId} and t.status = 'waiting' and exists (
            select 1 from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as a (languages text[], skills text[])
            where (cardinality(a.languages) = 0 or t.language = any(a.languages))
              and (cardinality(a.skills) = 0 or t.category = any(a.skills)))
          order by ${rankOf("t")}, t.opened_at limit ${limit}`,
      );
      return rows.map((row) => ({
        ticketId: row.ticket_id as TicketId,
        priority: row.priority as TicketPriority,
        openedAt: readInstant(row.opened_at),
        language: readLanguage(row.language) ?? "en",
        category: row.category as TicketCategory,
      }));
    },
  };
}

/** In any of its conversations: a part of a case is held by who holds the case. */
function createOrphanReads(database: OpenDatabase): Pick<DeskStore, "orphaned"> {
  return {
    async orphaned(shopId, goneForMs) {
      const rows = await database.inShop<{ ticket_id: string; conversation_id: string; agent_id: string }>(
        shopId,
        sql`(select t.ticket_id, t.conversation_id, t.agent_id from ticket t
          join agent_desk d on d.shop_id = t.shop_id and d.agent_id = t.agent_id
          join lateral (
            select speaker from message m where m.shop_id = t.shop_id and m.conversation_id = t.conversation_id
              and m.speaker <> 'notice' order by seq desc limit 1) last on true
          where t.shop_id = ${shopId} and t.status = 'held' and last.speaker = 'buyer'
            and d.seen_at < now() - make_interval(secs => ${goneForMs / 1000})
          limit 50)
          union
          (select t.ticket_id, t.conversation_id, t.agent_id from ticket part
          join ticket t on t.shop_id = part.shop_id and t.ticket_id = part.merged_into and t.status = 'held'
          join agent_desk d on d.shop_id = t.shop_id and d.agent_id = t.agent_id
          join conversation c on c.shop_id = part.shop_id and c.conversation_id = part.conversation_id
            and c.holder_ticket_id = t.ticket_id
          join lateral (
            select speaker from message m where m.shop_id = part.shop_id and m.conversation_id = part.conversation_id
              and m.speaker <> 'notice' order by seq desc limit 1) last on true
          where part.shop_id = ${shopId} and part.merged_into is not null and last.speaker = 'buyer'
            and d.seen_at < now() - make_interval(secs => ${goneForMs / 1000})
          limit 50)
          union
          (select t.ticket_id, t.conversation_id, t.agent_id from agent a
          join ticket t on t.shop_id = a.shop_id and t.agent_id = a.agent_id
          where a.shop_id = ${shopId} and (a.disabled_at is not null or a.role = 'viewer')
            and t.status in ('held', 'pending-buyer', 'snoozed')
          limit 50)`,
      );
      return rows.map((row) => ({
        ticketId: row.ticket_id as TicketId,
        conversationId: row.conversation_id as ConversationId,
        agentId: row.agent_id as AgentId,
      }));
    },
  };
}

function readDesk(row: DeskRow): AgentDesk {
  return {
    agentId: row.agent_id as AgentId,
    availability: row.availability as AgentDesk["availability"],
    languages: row.languages as Language[],
    skills: row.skills as TicketCategory[],
    capacity: row.capacity,
    seenAt: row.seen_at ? readInstant(row.seen_at) : null,
  };
}
