/** Fills the demo shop of a running server with a past: contacts, conversations, messages and tickets, by SQL alone. */
import { createHash } from "node:crypto";
import type pg from "pg";

/** One conversation in fifty has an open ticket, the others' are resolved. */
const OPEN_EVERY = 50;

/** As in a language: a few words are in every message, half of all words are said once or twice. Equal in every run. */
const WORDS = 60_000;
function wordOf(place: number): string {
  const rank = `floor(exp(ln(${WORDS}) * (hashint8(n::bigint * 4096 + seq * 8 + ${place})::bigint & 1048575) / 1048576))`;
  return `' ' || translate(left(md5(${rank}::text), 6), '0123456789', 'ghijklmnop')`;
}

/** The word of that rank: 1 is said most. */
export function wordOfRank(rank: number): string {
  const digits = createHash("md5").update(String(rank)).digest("hex").slice(0, 6);
  return digits.replace(/[0-9]/gu, (digit) => "ghijklmnop".charAt(Number(digit)));
}

/** Returns the ids of open tickets. Equal sizes make equal rows. */
export async function fillShop(
  database: pg.Client,
  { conversations, messages }: { readonly conversations: number; readonly messages: number },
): Promise<readonly string[]> {
  const { rows: shops } = await database.query<{ id: string }>("select id from shop limit 1");
  const shopId = shops[0]?.id ?? "";
  await database.query(`set dragoman.shop_id = '${shopId}'`);
  const { rows: accounts } = await database.query<{ account_id: string }>(
    "select account_id from channel_account limit 1",
  );
  const accountId = accounts[0]?.account_id ?? "";
  const perConversation = Math.max(1, Math.round(messages / conversations));
  const made = (prefix: string) => `(md5('${prefix}' || n))::uuid`;
  const steps = [
    `insert into contact (shop_id, contact_id, display_name)
      select '${shopId}', ${made("contact")}, 'Buyer ' || n from generate_series(1, ${conversations}) n`,
    `insert into conversation (shop_id, conversation_id, contact_id, account_id, thread_key, language, next_seq)
      select '${shopId}', ${made("talk")}, ${made("contact")}, '${accountId}', 'bench-' || n,
        (array['en', 'es', 'de', 'ja', 'ar'])[1 + n % 5], ${perConversation + 1} from generate_series(1, ${conversations}) n`,
    `insert into message (shop_id, conversation_id, seq, speaker, text, language, at)
      select '${shopId}', ${made("talk")}, seq, (array['buyer', 'assistant', 'agent'])[1 + seq % 3],
        'Message ' || seq || ' of conversation ' || n || ': where is my parcel with the blue kettle?'
          || ${[1, 2, 3, 4].map(wordOf).join(" || ")}, 'en',
        now() - (${conversations} - n) * interval '1 minute' + seq * interval '1 second'
      from generate_series(1, ${conversations}) n, generate_series(1, ${perConversation}) seq`,
    `insert into ticket (shop_id, ticket_id, number, conversation_id, status, reason, priority, note, language, opened_at,
        first_reply_due_at, resolved_at)
      select '${shopId}', ${made("ticket")}, n, ${made("talk")},
        case when n % ${OPEN_EVERY} = 0 then 'waiting' else 'resolved' end, 'buyer-asked',
        (array['urgent', 'high', 'normal', 'low'])[1 + n % 4], 'Where is my parcel?',
        (array['en', 'es', 'de', 'ja', 'ar'])[1 + n % 5], now() - (${conversations} - n) * interval '1 minute',
        now() + interval '1 day', case when n % ${OPEN_EVERY} = 0 then null else now() end
      from generate_series(1, ${conversations}) n`,
    `update shop set next_ticket_number = ${conversations + 1} where id = '${shopId}'`,
    "analyze",
  ];
  for (const step of steps) await database.query(step);
  const { rows } = await database.query<{ ticket_id: string }>("select ticket_id from ticket where status = 'waiting'");
  return rows.map((row) => row.ticket_id);
}
