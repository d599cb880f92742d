/** Several tickets become one, in one transaction: checked under the locks, written with everything undoing needs. */
import { type RawBuilder, sql } from "kysely";
import type { Holder } from "../../contracts/conversation.ts";
import type { ShopId, TicketId } from "../../contracts/ids.ts";
import type { MergeRefusal, MergeResult, MergeWish } from "../../contracts/merge.ts";
import { setTimer } from "../desk/write-ticket.ts";
import type { ShopTransaction } from "../open-database.ts";
import { combineFacts, factsOf } from "./combine-facts.ts";
import { isOpen, type LockedCase, type LockedTicket, lockCase } from "./lock-case.ts";
import { type Before, type Facts, type KeptTicket, readMerge, selectMerges } from "./merge-row.ts";
import { giveTo, selectParts } from "./parts-of-case.ts";
import { noteMerge } from "./note-merge.ts";

export async function writeMerge(trx: ShopTransaction, shopId: ShopId, wish: MergeWish): Promise<MergeResult> {
  const locked = await lockCase(trx, shopId, [wish.into, ...wish.tickets]);
  const survivor = locked.tickets.get(wish.into);
  const named = wish.tickets.map((ticketId) => locked.tickets.get(ticketId));
  const known = named.flatMap((ticket) => ticket ?? []);
  if (!survivor || known.length < named.length) return { kind: "refused", refusal: { kind: "not-found" } };
  const merged = known.filter(({ mergedInto }) => mergedInto !== survivor.ticketId);
  if (merged.length === 0) return repeated(trx, shopId, survivor.ticketId);
  const refusal = findRefusal(survivor, merged, wish) ?? (await findStranger(trx, shopId, survivor, merged));
  if (refusal) return { kind: "refused", refusal: await nameTarget(trx, shopId, refusal) };
  const before = keepBefore(locked, survivor, merged);
  await trx.run(sql`insert into ticket_merge (shop_id, merge_id, ticket_id, merged_by, before)
    values (${shopId}, ${wish.mergeId}, ${survivor.ticketId}, ${wish.by}, ${JSON.stringify(before)})`);
  for (const statement of [
    ...closeMerged(shopId, survivor.ticketId, merged),
    ...moveLinks(shopId, survivor.ticketId, merged),
    ...writeFacts(shopId, survivor.ticketId, before.survivor, before.left),
    ...gather(shopId, survivor, merged),
    ...noteMerge(shopId, { survivor, tickets: merged, mergeId: wish.mergeId, by: wish.by, via: wish.via }, "merge"),
  ]) {
    await trx.run(statement);
  }
  const [row] = await trx.run(selectMerges(shopId, sql`m.merge_id = ${wish.mergeId}`));
  if (!row) throw new Error("The merge was not written.");
  const told = [survivor, ...merged.filter(isOpen)].flatMap(({ agentId }) => agentId ?? []);
  return {
    kind: "merged",
    merge: readMerge(row),
    isNew: true,
    told: [...new Set(told)].filter((id) => id !== wish.by),
  };
}

/** The same wish of a second browser: what the first one did. */
async function repeated(trx: ShopTransaction, shopId: ShopId, into: TicketId): Promise<MergeResult> {
  const rows = await trx.run(selectMerges(shopId, sql`m.ticket_id = ${into} and m.undone_at is null`));
  const last = rows.at(-1);
  // Moved here by a later merge of what they had gone into.
  if (!last) return { kind: "refused", refusal: { kind: "not-found" } };
  return { kind: "merged", merge: readMerge(last), isNew: false, told: [] };
}

type Refused = MergeRefusal | { readonly kind: "gone"; readonly number: number; readonly into: TicketId };

function findRefusal(survivor: LockedTicket, merged: readonly LockedTicket[], wish: MergeWish): Refused | null {
  for (const { number, mergedInto } of [survivor, ...merged]) {
    if (mergedInto !== null) return { kind: "gone", number, into: mergedInto };
  }
  if (!isOpen(survivor)) return { kind: "over", number: survivor.number };
  const others = merged.find((each) => isOpen(each) && each.agentId !== null && each.agentId !== wish.by);
  if (!others?.agentId || wish.mayTakeAway) return null;
  return { kind: "colleague", number: others.number, agentId: others.agentId };
}

/** The same contact, or the same buyer by the word of the shop's own page. An order that both have proven is no proof. */
async function findStranger(
  trx: ShopTransaction,
  shopId: ShopId,
  survivor: LockedTicket,
  merged: readonly LockedTicket[],
): Promise<MergeRefusal | null> {
  const [row] = await trx.run(sql<{ number: number }>`
    with who as not materialized (
      select c.conversation_id, c.contact_id, i.subject from conversation c
      left join buyer_identity i on i.shop_id = c.shop_id and i.account_id = c.account_id
        and i.thread_key = c.thread_key and i.subject not like 'forgotten:%'
      where c.shop_id = ${shopId}
    )
    select t.number from ticket t
    join who theirs on theirs.conversation_id = t.conversation_id
    join who ours on ours.conversation_id = ${survivor.conversationId}
    where t.shop_id = ${shopId} and t.ticket_id = any(${merged.map(({ ticketId }) => ticketId)}::uuid[])
      and theirs.contact_id <> ours.contact_id and (theirs.subject = ours.subject) is not true
    order by t.number limit 1`);
  return row ? { kind: "other-buyer", number: row.number } : null;
}

async function nameTarget(trx: ShopTransaction, shopId: ShopId, refusal: Refused): Promise<MergeRefusal> {
  if (refusal.kind !== "gone") return refusal;
  const [row] = await trx.run(sql<{ number: number }>`
    select number from ticket where shop_id = ${shopId} and ticket_id = ${refusal.into}`);
  return { kind: "merged-elsewhere", number: refusal.number, into: row?.number ?? 0 };
}

function keepBefore({ tickets }: LockedCase, survivor: LockedTicket, merged: readonly LockedTicket[]): Before {
  const partsOf = (ticketId: TicketId) => [...tickets.values()].filter(({ mergedInto }) => mergedInto === ticketId);
  return {
    survivor: factsOf(survivor),
    left: combineFacts(survivor, merged),
    incidents: survivor.links.map(({ incidentId }) => incidentId),
    tickets: merged.map(
      (each): KeptTicket => ({
        ticketId: each.ticketId,
        number: each.number,
        conversationId: each.conversationId,
        status: each.status,
        agentId: each.agentId,
        snoozedUntil: each.snoozedUntil,
        resolvedAt: each.resolvedAt,
        timers: each.timers,
        links: each.links,
        parts: partsOf(each.ticketId).map(({ ticketId }) => ticketId),
      }),
    ),
  };
}

/** What had been merged into them goes along, so that one step always leads to the one that goes on. */
function closeMerged(shopId: ShopId, into: TicketId, merged: readonly LockedTicket[]): readonly RawBuilder<unknown>[] {
  const ids = merged.map(({ ticketId }) => ticketId);
  return [
    sql`delete from ticket_timer where shop_id = ${shopId} and ticket_id = any(${ids}::uuid[])`,
    sql`update ticket set merged_into = ${into} where shop_id = ${shopId} and merged_into = any(${ids}::uuid[])`,
    sql`update ticket set status = 'closed', merged_into = ${into}, snoozed_until = null,
        resolved_at = coalesce(resolved_at, now())
      where shop_id = ${shopId} and ticket_id = any(${ids}::uuid[])`,
  ];
}

/** Moved, not copied: who was told of an incident once is told of its end once. */
function moveLinks(shopId: ShopId, into: TicketId, merged: readonly LockedTicket[]): readonly RawBuilder<unknown>[] {
  const ids = merged.map(({ ticketId }) => ticketId);
  return [
    sql`insert into incident_ticket as known (shop_id, incident_id, ticket_id, linked_at, opening_told_at,
        closing_told_at)
      select shop_id, incident_id, ${into}, min(linked_at), min(opening_told_at), min(closing_told_at)
      from incident_ticket where shop_id = ${shopId} and ticket_id = any(${ids}::uuid[]) group by shop_id, incident_id
      on conflict (shop_id, incident_id, ticket_id) do update set
        opening_told_at = coalesce(known.opening_told_at, excluded.opening_told_at),
        closing_told_at = coalesce(known.closing_told_at, excluded.closing_told_at)`,
    sql`delete from incident_ticket where shop_id = ${shopId} and ticket_id = any(${ids}::uuid[])`,
  ];
}

export function writeFacts(shopId: ShopId, ticketId: TicketId, from: Facts, to: Facts): readonly RawBuilder<unknown>[] {
  const at = (moment: number | null) => (moment === null ? null : new Date(moment));
  const gone = from.timers.filter(({ kind }) => !to.timers.some((timer) => timer.kind === kind));
  return [
    sql`update ticket set status = ${to.status}, priority = ${to.priority}, tags = ${[...to.tags]},
        first_reply_due_at = ${at(to.firstReplyDueAt)}, warned_at = ${at(to.warnedAt)},
        breached_at = ${at(to.breachedAt)}, snoozed_until = ${at(to.snoozedUntil)}
      where shop_id = ${shopId} and ticket_id = ${ticketId}`,
    ...to.timers.map(({ kind, dueAt }) => setTimer(shopId, { ticketId, kind, dueAt })),
    ...gone.map(({ kind }) => setTimer(shopId, { ticketId, kind, dueAt: null })),
  ];
}

/** Whoever has the case speaks in all its conversations; in one that has another open case, that one's holder does. */
function gather(
  shopId: ShopId,
  { ticketId, conversationId, agentId }: LockedTicket,
  merged: readonly LockedTicket[],
): readonly RawBuilder<unknown>[] {
  const holder: Holder = agentId === null ? { kind: "queue", ticketId } : { kind: "agent", ticketId, agentId };
  const ids = merged.map((each) => each.ticketId);
  const which = sql`select c.conversation_id from conversation c
    where c.shop_id = ${shopId} and c.conversation_id <> ${conversationId}
      and c.conversation_id in (${selectParts(shopId, ticketId)})
      and (c.holder_kind = 'assistant' or c.holder_ticket_id = any(${ids}::uuid[]))`;
  return giveTo(shopId, which, { holder, forgets: false });
}
