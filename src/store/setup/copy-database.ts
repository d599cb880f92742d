/** Every row of every shop as lines, and back: one consistent moment, and nothing unsent of then is ever sent. */
import pg from "pg";
import { AppError } from "../../contracts/errors.ts";

/**
 * In the order in which foreign keys allow them to be written. Sessions are left out: people sign in again; so are the
 * codes and half-done events of team desks.
 */
export const COPIED_TABLES = [
  "channel_account",
  "channel_state",
  "contact",
  "contact_identity",
  "conversation",
  "message",
  "inbox",
  "turn",
  "outbox",
  "ticket",
  "feed_thread",
  "feed_entry",
  "article",
  "passage_vector",
  "agent",
  "audit",
  "product",
  "shop_order",
  "order_line",
  "parcel",
  "coupon",
  "commerce_event",
  "article_version",
  "knowledge_setting",
  "knowledge_source",
  "source_page",
  "question_group",
  "unanswered_question",
  "answer_rating",
  "model_usage",
  "question_proposal",
  "tool_setting",
  "buyer_identity",
  "used_token",
  "order_proof",
  "proof_try",
  "proposal",
  "ticket_note",
  "ticket_merge",
  "desk_setting",
  "macro",
  "incident",
  "incident_ticket",
  "agent_desk",
  "saved_view",
  "agent_factor",
  "recovery_code",
  "access_setting",
  "ticket_timer",
  "score_reason",
  "ticket_score",
  "review_card",
  "review_draw",
  "ticket_review",
  "review_mark",
  "api_key",
  "webhook_endpoint",
  "webhook_delivery",
  "webhook_cursor",
  "ticket_summary",
  "ticket_brief",
  "macro_use",
  "message_translation",
  "translation_look",
  "own_words",
  "agent_language",
  "manner",
  "search_forgotten",
  "staff_desk",
  "staff_account",
  "staff_thread",
  "staff_post",
  "training_run",
  "kept_file",
  "kept_chunk",
  "message_file",
] as const;

/** Made from the others by a worker, and made anew after a restore. */
const DERIVED_TABLES = ["search_posting", "search_document", "search_counter"] as const;

export type CopiedTable = (typeof COPIED_TABLES)[number] | "shop";

export interface CopiedRow {
  readonly table: CopiedTable;
  readonly row: Readonly<Record<string, unknown>>;
}

const PAGE = 1_000;
/** Each of these rows is a quarter of a megabyte. */
const CHUNK_PAGE = 16;

/** The newest migration the database has run; a copy fits only a database of the same one. */
export async function readSchemaNumber(url: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ number: number }>("select max(number) as number from migration");
    return rows[0]?.number ?? 0;
  });
}

/** Calls `write` with each row, in an order that `pasteRows` accepts. Returns how many. */
export async function copyRows(runtimeUrl: string, write: (row: CopiedRow) => Promise<void>): Promise<number> {
  return withClient(runtimeUrl, async (client) => {
    await client.query("begin transaction isolation level repeatable read read only");
    const shops = await client.query<{ id: string; row: Record<string, unknown> }>(
      "select id, to_jsonb(shop) as row from shop order by created_at, id",
    );
    let count = 0;
    for (const shop of shops.rows) {
      await write({ table: "shop", row: shop.row });
      count += 1;
      await client.query("select set_config('dragoman.shop_id', $1, true)", [shop.id]);
      for (const table of COPIED_TABLES) count += await copyTable(client, table, write);
    }
    await client.query("commit");
    return count;
  });
}

async function copyTable(
  client: pg.Client,
  table: (typeof COPIED_TABLES)[number],
  write: (row: CopiedRow) => Promise<void>,
): Promise<number> {
  await client.query(`declare rows_of_table no scroll cursor for select to_jsonb(t) as row from ${table} t`);
  const page = table === "kept_chunk" ? CHUNK_PAGE : PAGE;
  let count = 0;
  for (;;) {
    const { rows } = await client.query<{ row: Record<string, unknown> }>(`fetch ${page} from rows_of_table`);
    for (const { row } of rows) await write({ table, row });
    count += rows.length;
    if (rows.length < page) break;
  }
  await client.query("close rows_of_table");
  return count;
}

/** All rows or none. Refuses a database that already holds a conversation, an order or a product. */
export async function pasteRows(ownerUrl: string, rows: AsyncIterable<CopiedRow>): Promise<number> {
  return withClient(ownerUrl, async (client) => {
    await client.query("begin");
    await emptyFreshDatabase(client);
    let count = 0;
    for await (const { table, row } of rows) {
      if (table === "shop") await client.query("select set_config('dragoman.shop_id', $1, true)", [row["id"]]);
      if (table !== "shop" && !COPIED_TABLES.includes(table)) throw notABackup();
      const overriding = table === "audit" ? "overriding system value" : "";
      await client.query(
        `insert into ${table} ${overriding} select * from jsonb_populate_record(null::${table}, $1::jsonb)`,
        [JSON.stringify(row)],
      );
      count += 1;
      if (table === "outbox") await holdBack(client, row);
      if (table === "staff_post") await holdBackPost(client, row);
    }
    await client.query("select setval(pg_get_serial_sequence('audit', 'audit_id'), $1)", [Date.now()]);
    await client.query("commit");
    return count;
  });
}

/** Hours or days old by now: nobody is surprised by an answer to a question they have forgotten. */
async function holdBack(client: pg.Client, row: Readonly<Record<string, unknown>>): Promise<void> {
  if (row["state"] !== "queued" && row["state"] !== "sending") return;
  await client.query(
    "update outbox set state = 'cancelled', fault = 'restored', settled_at = now() where outbound_id = $1",
    [row["outbound_id"]],
  );
}

/** Of the thread itself nothing is held back: what a team has no thread for is still open. */
async function holdBackPost(client: pg.Client, row: Readonly<Record<string, unknown>>): Promise<void> {
  if (row["state"] !== "queued" && row["state"] !== "sending") return;
  if (row["kind"] === "thread" || row["kind"] === "card" || row["kind"] === "face") return;
  await client.query(
    "update staff_post set state = 'refused', fault = 'restored', settled_at = now(), body = '{}' where post_id = $1",
    [row["post_id"]],
  );
}

/** A first start leaves a demo shop with articles and an owner: no loss. A conversation would be one, and what the shop sold. */
async function emptyFreshDatabase(client: pg.Client): Promise<void> {
  const shops = await client.query<{ id: string }>("select id from shop");
  for (const { id } of shops.rows) {
    await client.query("select set_config('dragoman.shop_id', $1, true)", [id]);
    const used = await client.query(
      "(select 1 from conversation limit 1) union all (select 1 from shop_order limit 1) union all (select 1 from product limit 1)",
    );
    if (used.rows.length > 0) {
      throw new AppError(
        "REQUEST_INVALID",
        "This database already holds conversations or orders; restore into an empty one.",
      );
    }
    await client.query("delete from agent_session");
    for (const table of [...DERIVED_TABLES, ...COPIED_TABLES.toReversed()]) await client.query(`delete from ${table}`);
  }
  await client.query("delete from shop");
}

export function notABackup(): AppError {
  return new AppError("REQUEST_INVALID", "This file is not a Dragoman backup, or it is damaged.");
}

async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
