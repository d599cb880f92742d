/** The live leak check: the program does not serve from a database that would show one shop another's rows. */
import type pg from "pg";
import { AppError } from "../../contracts/errors.ts";

const ROLE_SQL = `
  select r.rolsuper or r.rolbypassrls as is_mighty,
    exists (select 1 from pg_class c join pg_roles o on o.oid = c.relowner
            where c.relnamespace = 'public'::regnamespace and o.rolname = current_user) as owns_tables,
    exists (select 1 from pg_auth_members m join pg_roles b on b.oid = m.roleid
            where m.member = r.oid and (b.rolsuper or b.rolbypassrls or b.oid in
              (select relowner from pg_class where relnamespace = 'public'::regnamespace))) as inherits_might
  from pg_roles r where r.rolname = current_user`;

const UNPROTECTED_SQL = `
  select c.relname as name from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
    and (c.relkind in ('v', 'm') and not coalesce('security_invoker=true' = any (c.reloptions), false)
      or c.relkind in ('r', 'p')
        and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'shop_id' and not a.attisdropped)
        and not (c.relrowsecurity and c.relforcerowsecurity
          and exists (select 1 from pg_policy p where p.polrelid = c.oid)))`;

/** Throws DATABASE_UNSAFE naming what is wrong. `pool` connects as the runtime role. */
export async function checkIsolation(pool: pg.Pool): Promise<void> {
  const faults: string[] = [];
  const role = (await pool.query<{ is_mighty: boolean; owns_tables: boolean; inherits_might: boolean }>(ROLE_SQL))
    .rows[0];
  if (!role || role.is_mighty) faults.push("the runtime role is a superuser or bypasses row-level security");
  if (role?.owns_tables) faults.push("the runtime role owns tables");
  if (role?.inherits_might) faults.push("the runtime role is a member of a role that may do more");
  const open = (await pool.query<{ name: string }>(UNPROTECTED_SQL)).rows.map((row) => row.name);
  if (open.length > 0) faults.push(`these tables or views are not protected: ${open.join(", ")}`);
  faults.push(...(await probeRows(pool)));
  if (faults.length > 0) {
    throw new AppError("DATABASE_UNSAFE", `${faults.join("; ")}. Dragoman does not serve until this is mended.`);
  }
}

/** Looks with its own eyes: a row written for one shop must be invisible to another and to none. */
async function probeRows(pool: pg.Pool): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const ids = await client.query<{ id: string }>(
      "insert into shop (key, name, default_language, languages) select 'leak-check-' || left(md5(random()::text), 12), '', 'en', '{en}' from generate_series(1, 2) returning id",
    );
    const [first, second] = ids.rows.map((row) => row.id);
    const asShop = (id: string) => client.query("select set_config('dragoman.shop_id', $1, true)", [id]);
    const seen = async () =>
      (await client.query<{ n: number }>("select count(*)::int as n from contact where shop_id = $1", [first])).rows[0]
        ?.n;
    await asShop(first ?? "");
    await client.query("insert into contact (shop_id) values ($1)", [first]);
    const own = await seen();
    await asShop(second ?? "");
    const foreign = await seen();
    await asShop("");
    const none = await seen();
    const isSafe = own === 1 && foreign === 0 && none === 0;
    return isSafe ? [] : ["a row of one shop was visible to another in a live check"];
  } finally {
    await client.query("rollback").catch(() => undefined);
    client.release();
  }
}
