/** Incidents, the tickets that belong to them, and who was told. */
import { type Selectable, sql } from "kysely";
import type { AgentId, ArticleKey, ConversationId, ShopId, TicketId } from "../../contracts/ids.ts";
import type { AffectedTicket, Incident, IncidentId, IncidentStore, ToldWhat } from "../../contracts/incident.ts";
import type { TicketCategory } from "../../contracts/ticket.ts";
import type { OpenDatabase } from "../open-database.ts";
import { closeIncident, declareIncident } from "./declare-incident.ts";
import { rewriteIncident } from "./rewrite-incident.ts";
import { readInstant, readLanguage, readTicket } from "../read-rows.ts";
import type { Database } from "../schema.ts";

type IncidentRow = Selectable<Database["incident"]>;

interface AffectedRow {
  readonly ticket_id: string;
  readonly conversation_id: string;
  readonly number: number;
  readonly spoken: string;
  readonly opening_told_at: Date | null;
  readonly closing_told_at: Date | null;
}

export function createIncidentStore(database: OpenDatabase): IncidentStore {
  const move = async (statement: ReturnType<typeof sql<{ incident_id: string }>>, shopId: ShopId) =>
    (await database.inShop(shopId, statement)).length === 1;
  return {
    ...createLinks(database),
    ...createTellings(database),
    async list(shopId) {
      const rows = await database.inShop<IncidentRow>(
        shopId,
        sql`select * from incident where shop_id = ${shopId} order by declared_at desc limit 200`,
      );
      return rows.map(readIncident);
    },
    async open(shopId) {
      const rows = await database.inShop<IncidentRow>(
        shopId,
        sql`select * from incident where shop_id = ${shopId} and status = 'open'`,
      );
      return rows.map(readIncident);
    },
    async get(shopId, incidentId) {
      const [row] = await database.inShop<IncidentRow>(
        shopId,
        sql`select * from incident where shop_id = ${shopId} and incident_id = ${incidentId}`,
      );
      return row ? readIncident(row) : null;
    },
    insert: (shopId, incident, articles = []) =>
      database.withShop(shopId, (trx) => declareIncident(trx, shopId, incident, articles)),
    rewrite: (shopId, rewrite) => database.withShop(shopId, (trx) => rewriteIncident(trx, shopId, rewrite)),
    approve: (shopId, incidentId, by) =>
      move(
        sql`update incident set approved_at = now(), approved_by = ${by} where shop_id = ${shopId}
          and incident_id = ${incidentId} and approved_at is null and status = 'open' returning incident_id`,
        shopId,
      ),
    close: (shopId, incidentId, by) => database.withShop(shopId, (trx) => closeIncident(trx, shopId, incidentId, by)),
  };
}

type Links = Pick<IncidentStore, "candidates" | "link">;

const LOOKED_AT = 5_000;
/** A ticket is seen when its transaction ends, and no statement lasts longer than half a minute. */
const OVERLAP = "1 minute";

function createLinks(database: OpenDatabase): Links {
  return {
    async candidates(shopId, incidentId) {
      const rows = await database.inShop<Parameters<typeof readTicket>[0] & { looked_at: Date }>(
        shopId,
        sql`select t.*, now() as looked_at from incident n
          join ticket t on t.shop_id = n.shop_id
            and t.sorted_at > coalesce(n.looked_until, '-infinity') - ${OVERLAP}::interval
          where n.shop_id = ${shopId} and n.incident_id = ${incidentId} and t.status not in ('resolved', 'closed')
            and not exists (select 1 from incident_ticket i where i.shop_id = t.shop_id and i.ticket_id = t.ticket_id
              and i.incident_id = n.incident_id)
          order by t.sorted_at limit ${LOOKED_AT}`,
      );
      const last = rows.at(-1);
      if (!last) return null;
      const lookedUntil = readInstant(rows.length < LOOKED_AT ? last.looked_at : last.sorted_at);
      return { tickets: rows.map(readTicket), lookedUntil };
    },
    async link(shopId, incidentId, { ticketIds, lookedUntil }) {
      await database.inShop(
        shopId,
        sql`with linked as (
            insert into incident_ticket (shop_id, incident_id, ticket_id)
            select ${shopId}, ${incidentId}, unnest(${[...ticketIds]}::uuid[]) on conflict do nothing
          )
          update incident set looked_until = ${new Date(lookedUntil)}
          where shop_id = ${shopId} and incident_id = ${incidentId}`,
      );
    },
  };
}

function createTellings(database: OpenDatabase): Pick<IncidentStore, "affected" | "untold"> {
  return {
    async affected(shopId, incidentId) {
      const rows = await database.inShop<AffectedRow>(
        shopId,
        sql`select t.ticket_id, t.conversation_id, t.number, coalesce(c.language, t.language) as spoken,
            i.opening_told_at, i.closing_told_at
          from incident_ticket i join ticket t on t.shop_id = i.shop_id and t.ticket_id = i.ticket_id
          join conversation c on c.shop_id = t.shop_id and c.conversation_id = t.conversation_id
          where i.shop_id = ${shopId} and i.incident_id = ${incidentId} order by t.number`,
      );
      return rows.map(readAffected);
    },
    async untold(shopId, limit) {
      const rows = await database.inShop<IncidentRow & AffectedRow>(
        shopId,
        sql`select n.*, t.ticket_id, t.conversation_id, t.number, coalesce(c.language, t.language) as spoken,
            i.opening_told_at, i.closing_told_at
          from incident n join incident_ticket i on i.shop_id = n.shop_id and i.incident_id = n.incident_id
          join ticket t on t.shop_id = i.shop_id and t.ticket_id = i.ticket_id
          join conversation c on c.shop_id = t.shop_id and c.conversation_id = t.conversation_id
          where n.shop_id = ${shopId} and n.approved_at is not null
            and ((n.status = 'open' and i.opening_told_at is null)
              or (n.status = 'closed' and i.opening_told_at is not null and i.closing_told_at is null))
          order by i.linked_at limit ${limit}`,
      );
      return rows.map((row) => ({
        incident: readIncident(row),
        ticket: readAffected(row),
        what: (row.status === "open" ? "opening" : "closing") satisfies ToldWhat,
      }));
    },
  };
}

function readAffected(row: AffectedRow): AffectedTicket {
  return {
    ticketId: row.ticket_id as TicketId,
    conversationId: row.conversation_id as ConversationId,
    number: row.number,
    language: readLanguage(row.spoken) ?? "en",
    openingToldAt: row.opening_told_at ? readInstant(row.opening_told_at) : null,
    closingToldAt: row.closing_told_at ? readInstant(row.closing_told_at) : null,
  };
}

/** Only `insert` and `rewrite` write the texts. */
function readIncident(row: IncidentRow): Incident {
  return {
    incidentId: row.incident_id as IncidentId,
    status: row.status as Incident["status"],
    texts: row.texts as Incident["texts"],
    textsVersion: row.texts_version,
    textsBy: row.texts_by as AgentId | null,
    categories: row.categories as TicketCategory[],
    places: row.places,
    words: row.words,
    articleKey: row.article_key as ArticleKey,
    declaredBy: row.declared_by as AgentId,
    declaredAt: readInstant(row.declared_at),
    approvedAt: row.approved_at ? readInstant(row.approved_at) : null,
    closedAt: row.closed_at ? readInstant(row.closed_at) : null,
  };
}
