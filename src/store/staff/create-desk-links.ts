/** Which places are desks, which accounts stand for whom, and the codes by which both are linked. */
import { type Selectable, sql } from "kysely";
import type { AgentId, ChannelAccountId, ShopId } from "../../contracts/ids.ts";
import type { ChannelName } from "../../contracts/message.ts";
import type { StaffAccount, StaffDesk, StaffDeskId, StaffFault, StaffLanguage } from "../../contracts/staff-desk.ts";
import type { StaffCode, StaffStore } from "../../contracts/staff-store.ts";
import type { OpenDatabase } from "../open-database.ts";
import { readInstant } from "../read-rows.ts";
import { insertAudit } from "../rows/insert-audit.ts";
import type { Database } from "../schema.ts";

type DeskRow = Selectable<Database["staff_desk"]> & { readonly channel: string };

type DeskLinks = Pick<StaffStore, "desks" | "linkDesk" | "unlinkDesk" | "moveDesk" | "setFault">;
type AccountLinks = Pick<StaffStore, "accounts" | "linkAccount" | "unlinkAccount" | "agentOf">;
type Codes = Pick<StaffStore, "putCode" | "takeCode" | "wrongCodes">;

export function createDeskLinks(database: OpenDatabase): DeskLinks & AccountLinks & Codes {
  return { ...createDesks(database), ...createAccounts(database), ...createCodes(database) };
}

function createDesks(database: OpenDatabase): DeskLinks {
  return {
    async desks(shopId) {
      const rows = await database.inShop<DeskRow>(
        shopId,
        sql`select d.*, a.channel from staff_desk d
          join channel_account a on a.shop_id = d.shop_id and a.account_id = d.account_id
          where d.shop_id = ${shopId} and d.unlinked_at is null order by d.linked_at, d.desk_id`,
      );
      return rows.map(readDesk);
    },
    async linkDesk(shopId, { deskId, accountId, placeKey, placeName, language, linkedBy }, audit) {
      return database.withShop(shopId, async (trx) => {
        const rows = await trx.run(sql<DeskRow & { is_new: boolean }>`
          insert into staff_desk (shop_id, desk_id, account_id, place_key, place_name, language, linked_by)
          values (${shopId}, ${deskId}, ${accountId}, ${placeKey}, ${placeName}, ${language}, ${linkedBy})
          on conflict (shop_id, account_id, place_key) where unlinked_at is null
          do update set place_name = excluded.place_name, language = excluded.language, fault = null, held_until = null
          returning *, (xmax = 0) as is_new,
            (select channel from channel_account a where a.shop_id = ${shopId} and a.account_id = ${accountId}) as channel`);
        await trx.run(insertAudit(shopId, audit));
        const [row] = rows;
        return row?.is_new === true ? { kind: "linked", desk: readDesk(row) } : { kind: "known" };
      });
    },
    async unlinkDesk(shopId, deskId, audit) {
      return database.withShop(shopId, async (trx) => {
        const rows = await trx.run(sql`
          update staff_desk set unlinked_at = now()
          where shop_id = ${shopId} and desk_id = ${deskId} and unlinked_at is null returning desk_id`);
        if (rows.length === 0) return false;
        // Of what was posted nothing will be changed or decided any more: its words go, too.
        await trx.run(sql`
          update staff_post p set body = '{}', settled_at = coalesce(p.settled_at, now()),
            state = case when p.state in ('queued', 'sending') then 'refused' else p.state end,
            fault = case when p.state in ('queued', 'sending') then 'desk-unlinked' else p.fault end
          from staff_thread t where t.shop_id = ${shopId} and t.desk_id = ${deskId} and p.shop_id = t.shop_id
            and p.thread_id = t.thread_id and (p.state in ('queued', 'sending') or p.body <> '{}')`);
        await trx.run(insertAudit(shopId, audit));
        return true;
      });
    },
    async moveDesk(shopId, accountId, { from, to }) {
      await database.inShop(
        shopId,
        sql`update staff_desk set place_key = ${to}, held_until = null where shop_id = ${shopId}
          and account_id = ${accountId} and place_key = ${from} and unlinked_at is null
          and not exists (select 1 from staff_desk d where d.shop_id = ${shopId} and d.account_id = ${accountId}
            and d.place_key = ${to} and d.unlinked_at is null)`,
      );
    },
    async setFault(shopId, deskId, fault, retryMs) {
      await database.inShop(
        shopId,
        sql`update staff_desk set fault = ${fault},
            held_until = case when ${fault}::text is null then null else now() + make_interval(secs => ${retryMs / 1000}) end
          where shop_id = ${shopId} and desk_id = ${deskId}`,
      );
    },
  };
}

function createAccounts(database: OpenDatabase): AccountLinks {
  return {
    async accounts(shopId) {
      const rows = await database.inShop<Selectable<Database["staff_account"]>>(
        shopId,
        sql`select * from staff_account where shop_id = ${shopId} order by linked_at`,
      );
      return rows.map(readAccount);
    },
    async linkAccount(shopId, { accountId, senderKey, senderName, agentId }, audit) {
      await database.withShop(shopId, async (trx) => {
        await trx.run(sql`
          insert into staff_account (shop_id, account_id, sender_key, sender_name, agent_id)
          values (${shopId}, ${accountId}, ${senderKey}, ${senderName}, ${agentId})
          on conflict (shop_id, account_id, sender_key)
          do update set agent_id = excluded.agent_id, sender_name = excluded.sender_name, linked_at = now()`);
        await trx.run(insertAudit(shopId, audit));
      });
    },
    async unlinkAccount(shopId, { accountId, senderKey }, audit) {
      return database.withShop(shopId, async (trx) => {
        const rows = await trx.run(sql`
          delete from staff_account where shop_id = ${shopId} and account_id = ${accountId}
            and sender_key = ${senderKey} returning sender_key`);
        if (rows.length === 1) await trx.run(insertAudit(shopId, audit));
        return rows.length === 1;
      });
    },
    async agentOf(shopId, accountId, senderKey) {
      const [row] = await database.inShop<{ agent_id: string }>(
        shopId,
        sql`select agent_id from staff_account where shop_id = ${shopId} and account_id = ${accountId}
          and sender_key = ${senderKey}`,
      );
      return row ? (row.agent_id as AgentId) : null;
    },
  };
}

function createCodes(database: OpenDatabase): Codes {
  return {
    async putCode(shopId, { codeHash, kind, agentId, language, expiresAt }) {
      await database.inShopAll(shopId, [
        // One that stands open is enough to be read over somebody's shoulder.
        sql`delete from staff_code where shop_id = ${shopId} and kind = ${kind} and agent_id = ${agentId}`,
        sql`insert into staff_code (shop_id, code_hash, kind, agent_id, language, expires_at)
          values (${shopId}, ${codeHash}, ${kind}, ${agentId}, ${language}, ${new Date(expiresAt)})`,
      ]);
    },
    async takeCode(shopId, codeHash, kind) {
      const [row] = await database.inShop<Selectable<Database["staff_code"]>>(
        shopId,
        sql`update staff_code set used_at = now() where shop_id = ${shopId} and code_hash = ${codeHash}
          and kind = ${kind} and used_at is null and expires_at > now() returning *`,
      );
      return row ? readCode(row) : null;
    },
    async wrongCodes(shopId, accountId, senderKey) {
      const [row] = await database.inShop<{ n: number }>(
        shopId,
        sql`select count(*) as n from staff_event where shop_id = ${shopId} and account_id = ${accountId}
          and sender_key = ${senderKey} and outcome = 'wrong-code' and received_at > now() - interval '1 hour'`,
      );
      return row?.n ?? 0;
    },
  };
}

export function readDesk(row: DeskRow): StaffDesk {
  return {
    shopId: row.shop_id as ShopId,
    deskId: row.desk_id as StaffDeskId,
    accountId: row.account_id as ChannelAccountId,
    channel: row.channel as ChannelName,
    placeKey: row.place_key,
    placeName: row.place_name,
    language: row.language as StaffLanguage,
    fault: row.fault as StaffFault | null,
    linkedBy: row.linked_by as AgentId,
    linkedAt: readInstant(row.linked_at),
  };
}

function readAccount(row: Selectable<Database["staff_account"]>): StaffAccount {
  return {
    accountId: row.account_id as ChannelAccountId,
    senderKey: row.sender_key,
    senderName: row.sender_name,
    agentId: row.agent_id as AgentId,
    linkedAt: readInstant(row.linked_at),
  };
}

function readCode(row: Selectable<Database["staff_code"]>): StaffCode {
  return {
    codeHash: row.code_hash,
    kind: row.kind as StaffCode["kind"],
    agentId: row.agent_id as AgentId,
    language: row.language as StaffLanguage,
    expiresAt: readInstant(row.expires_at),
  };
}
