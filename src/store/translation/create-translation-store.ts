/** Translations of messages, kept once per message and language, and who reads what. */
import { type Selectable, sql } from "kysely";
import type { AgentId, ConversationId, MessageId, TicketId } from "../../contracts/ids.ts";
import { isLanguage, type Language } from "../../contracts/language.ts";
import type {
  Doubt,
  MessageTranslation,
  OwnWords,
  TranslationStore,
  UnseenTicket,
  WantedTranslation,
} from "../../contracts/translation.ts";
import type { OpenDatabase } from "../open-database.ts";
import { readLanguage } from "../read-rows.ts";
import type { Database } from "../schema.ts";

type TranslationRow = Selectable<Database["message_translation"]>;
type LanguagePart = Pick<TranslationStore, "agentLanguage" | "saveAgentLanguage">;
type LookPart = Pick<TranslationStore, "findUnseen" | "markSeen">;
type WorkPart = Pick<TranslationStore, "want" | "takeWanted" | "settle">;

export function createTranslationStore(database: OpenDatabase): TranslationStore {
  return {
    ...createLanguagePart(database),
    ...createLookPart(database),
    ...createWorkPart(database),
    async find(shopId, messageIds, language) {
      if (messageIds.length === 0) return [];
      const rows = await database.inShop<TranslationRow>(
        shopId,
        sql`select * from message_translation where shop_id = ${shopId} and message_id = any(${[...messageIds]}::uuid[])
          and language = ${language}`,
      );
      return rows.map(readTranslation);
    },
    async ownWords(shopId, messageIds) {
      if (messageIds.length === 0) return new Map();
      const rows = await database.inShop<Selectable<Database["own_words"]>>(
        shopId,
        sql`select * from own_words where shop_id = ${shopId} and message_id = any(${[...messageIds]}::uuid[])`,
      );
      return new Map(
        rows.map((row): [MessageId, OwnWords] => [
          row.message_id as MessageId,
          { language: readLanguage(row.language) ?? "en", text: row.text },
        ]),
      );
    },
  };
}

function createLanguagePart(database: OpenDatabase): LanguagePart {
  return {
    async agentLanguage(shopId, agentId) {
      const [row] = await database.inShop<Selectable<Database["agent_language"]>>(
        shopId,
        sql`select * from agent_language where shop_id = ${shopId} and agent_id = ${agentId}`,
      );
      return {
        consoleLanguage: readLanguage(row?.console_language ?? null),
        reads: row?.reads?.filter(isLanguage) ?? null,
        isOff: row?.is_off ?? false,
      };
    },
    async saveAgentLanguage(shopId, agentId, { consoleLanguage, reads, isOff }) {
      await database.inShop(
        shopId,
        sql`insert into agent_language (shop_id, agent_id, console_language, reads, is_off)
          values (${shopId}, ${agentId}, ${consoleLanguage}, ${reads === null ? null : [...reads]}::text[], ${isOff})
          on conflict (shop_id, agent_id) do update set console_language = excluded.console_language,
            reads = excluded.reads, is_off = excluded.is_off`,
      );
    },
  };
}

function createLookPart(database: OpenDatabase): LookPart {
  return {
    async findUnseen(shopId, limit) {
      const rows = await database.inShop<{
        ticket_id: string;
        conversation_id: string;
        agent_id: string | null;
        language: string | null;
        next_seq: number;
        seen_seq: number;
      }>(
        shopId,
        sql`select t.ticket_id, t.conversation_id, t.agent_id, coalesce(c.language, t.language) as language, c.next_seq,
            case when l.agent_id is not distinct from t.agent_id then coalesce(l.next_seq, 0) else 0 end as seen_seq
          from ticket t
          join conversation c on c.shop_id = t.shop_id and c.conversation_id = t.conversation_id
          left join translation_look l on l.shop_id = t.shop_id and l.ticket_id = t.ticket_id
          where t.shop_id = ${shopId} and t.status in ('waiting', 'held')
            and (l.ticket_id is null or l.next_seq < c.next_seq or l.agent_id is distinct from t.agent_id)
          limit ${limit}`,
      );
      return rows.map(readUnseen);
    },
    async markSeen(shopId, { ticketId, agentId, nextSeq }) {
      await database.inShop(
        shopId,
        sql`insert into translation_look (shop_id, ticket_id, agent_id, next_seq)
          values (${shopId}, ${ticketId}, ${agentId}, ${nextSeq})
          on conflict (shop_id, ticket_id) do update set agent_id = excluded.agent_id, next_seq = excluded.next_seq`,
      );
    },
  };
}

function createWorkPart(database: OpenDatabase): WorkPart {
  return {
    async want(shopId, wanted, options = { again: false }) {
      if (wanted.length === 0) return 0;
      const rows = await database.inShop(
        shopId,
        sql`insert into message_translation (shop_id, message_id, language)
          select m.shop_id, m.message_id, w.language
          from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w ("messageId" uuid, language text)
          join message m on m.shop_id = ${shopId} and m.message_id = w."messageId"
          -- Words that were a proof are read by no model.
          where m.speaker = 'buyer' and not m.is_proof
          on conflict (shop_id, message_id, language) do update
            set state = 'wanted', reason = null, attempts = 0, due_at = now(), changed_at = now()
            where message_translation.state = 'failed' and ${options.again}
          returning 1`,
      );
      return rows.length;
    },
    async takeWanted(shopId, limit, leaseMs) {
      const rows = await database.inShop<WantedRow>(
        shopId,
        sql`with due as (
            update message_translation set attempts = attempts + 1, due_at = now() + make_interval(secs => ${leaseMs / 1000})
            where (shop_id, message_id, language) in (
              select shop_id, message_id, language from message_translation
              where shop_id = ${shopId} and state = 'wanted' and due_at <= now()
              order by due_at limit ${limit} for update skip locked)
            returning shop_id, message_id, language, attempts)
          select d.message_id, d.language, d.attempts, m.text, m.conversation_id, k.display_name,
            coalesce(m.language, c.language) as from_language
          from due d
          join message m on m.shop_id = d.shop_id and m.message_id = d.message_id
          join conversation c on c.shop_id = m.shop_id and c.conversation_id = m.conversation_id
          join contact k on k.shop_id = c.shop_id and k.contact_id = c.contact_id`,
      );
      return rows.map(readWanted);
    },
    async settle(shopId, { messageId, language }, outcome, retryAfterMs) {
      const isMade = outcome.kind === "translated";
      const state = isMade ? "made" : retryAfterMs === null ? "failed" : "wanted";
      await database.inShop(
        shopId,
        sql`update message_translation set state = ${state}, text = ${isMade ? outcome.text : null},
            doubts = ${JSON.stringify(isMade ? outcome.doubts : [])}::jsonb, reason = ${isMade ? null : outcome.reason},
            model = ${isMade ? outcome.model : null}, prompt_version = ${outcome.promptVersion},
            due_at = now() + make_interval(secs => ${(retryAfterMs ?? 0) / 1000}), changed_at = now()
          where shop_id = ${shopId} and message_id = ${messageId} and language = ${language} and state = 'wanted'`,
      );
    },
  };
}

interface WantedRow {
  readonly message_id: string;
  readonly conversation_id: string;
  readonly language: string;
  readonly text: string;
  readonly attempts: number;
  readonly display_name: string | null;
  readonly from_language: string | null;
}

function readWanted(row: WantedRow): WantedTranslation {
  return {
    messageId: row.message_id as MessageId,
    conversationId: row.conversation_id as ConversationId,
    language: readLanguage(row.language) ?? "en",
    text: row.text,
    attempt: row.attempts,
    contactName: row.display_name,
    from: readLanguage(row.from_language),
  };
}

function readUnseen(row: {
  readonly ticket_id: string;
  readonly conversation_id: string;
  readonly agent_id: string | null;
  readonly language: string | null;
  readonly next_seq: number;
  readonly seen_seq: number;
}): UnseenTicket {
  return {
    ticketId: row.ticket_id as TicketId,
    conversationId: row.conversation_id as ConversationId,
    agentId: row.agent_id as AgentId | null,
    language: readLanguage(row.language),
    nextSeq: row.next_seq,
    seenSeq: row.seen_seq,
  };
}

/** Only `settle` writes doubts. */
export function readTranslation(row: TranslationRow): MessageTranslation {
  const of = { messageId: row.message_id as MessageId, language: readLanguage(row.language) ?? ("en" as Language) };
  if (row.state === "made") return { ...of, state: "made", text: row.text ?? "", doubts: row.doubts as Doubt[] };
  return row.state === "failed" ? { ...of, state: "failed", reason: row.reason ?? "" } : { ...of, state: "wanted" };
}
