/** The baseline: the five durable transactions of one message in plain SQL, on the same database, and nothing else. */
import pg from "pg";

/** Returns how many messages a second, and the median of one in ms, with so many at a time. */
export async function measureBarePath(
  url: string,
  options: { readonly messages: number; readonly concurrency: number },
): Promise<{ readonly perSecond: number; readonly durations: readonly number[] }> {
  const pool = new pg.Pool({ connectionString: url, max: options.concurrency });
  await pool.query("create temp table if not exists unused (n int)");
  await pool.query(`create table if not exists bare (
    id bigserial primary key, thread text, state int not null default 0, text text, at timestamptz default now())`);
  const durations: number[] = [];
  let begun = 0;
  const startedAt = performance.now();
  const lane = async () => {
    const client = await pool.connect();
    while (begun < options.messages) {
      begun += 1;
      const from = performance.now();
      const { rows } = await client.query<{ id: string }>(
        "insert into bare (thread, text) values ($1, $2) returning id",
        [`t${begun}`, "How long does shipping to Mexico take?"],
      );
      for (const state of [1, 2, 3, 4]) {
        await client.query("update bare set state = $1 where id = $2", [state, rows[0]?.id]);
      }
      durations.push(performance.now() - from);
    }
    client.release();
  };
  await Promise.all(Array.from({ length: options.concurrency }, lane));
  const perSecond = (options.messages / (performance.now() - startedAt)) * 1_000;
  await pool.query("drop table bare");
  await pool.end();
  return { perSecond: Math.round(perSecond), durations };
}
