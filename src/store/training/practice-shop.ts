/** The shop in which one agent practises: a row of `shop` like any other, found by nobody who signs in or calls. */
import { sql } from "kysely";
import type { AgentId, ShopId } from "../../contracts/ids.ts";
import { LANGUAGES } from "../../contracts/language.ts";
import { TRAINER_ID, TRAINING_ACCOUNT_ID, TRAINING_CHANNEL } from "../../contracts/training-place.ts";
import type { OpenDatabase } from "../open-database.ts";

export async function ensurePractice(
  database: OpenDatabase,
  home: ShopId,
  agent: { readonly agentId: AgentId; readonly name: string; readonly email: string },
): Promise<ShopId> {
  const key = `practice-${agent.agentId.replaceAll("-", "").slice(-30)}`;
  const { rows } = await sql<{ id: string }>`
    insert into shop (key, name, default_language, languages, training_of)
    select ${key}, name, default_language, ${[...LANGUAGES]}::text[], id from shop where id = ${home} and training_of is null
    on conflict (key) do update set name = excluded.name where shop.training_of = excluded.training_of
    returning id`.execute(database.unscoped);
  const [row] = rows;
  if (!row) throw new Error("A practice shop of this key belongs to another shop.");
  const practiceShopId = row.id as ShopId;
  // Nobody can sign in with what is no hash; the role lets an agent work on cases and decide nothing.
  const people = [
    { agentId: agent.agentId, name: agent.name, email: agent.email },
    { agentId: TRAINER_ID, name: "Dragoman", email: "training@practice.invalid" },
  ];
  await database.inShopAll(practiceShopId, [
    ...people.map(
      ({ agentId, name, email }) => sql`
        insert into agent (shop_id, agent_id, email, name, role, password_hash)
        values (${practiceShopId}, ${agentId}, ${email}, ${name}, 'agent', '-')
        on conflict (shop_id, agent_id) do update set name = excluded.name, email = excluded.email`,
    ),
    sql`insert into channel_account (shop_id, account_id, channel, account_key)
      values (${practiceShopId}, ${TRAINING_ACCOUNT_ID}, ${TRAINING_CHANNEL}, ${key}) on conflict do nothing`,
  ]);
  return practiceShopId;
}
