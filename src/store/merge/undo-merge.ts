/** Merged tickets part again: each is what it was, and of the other one goes back what nobody has changed since. */
import { type RawBuilder, sql } from "kysely";
import type { Holder } from "../../contracts/conversation.ts";
import type { AgentId, ShopId, TicketId } from "../../contracts/ids.ts";
import type { MergeId, UndoRefusal, UndoResult } from "../../contracts/merge.ts";
import { setTimer } from "../desk/write-ticket.ts";
import type { ShopTransaction } from "../open-database.ts";
import { factsOf } from "./combine-facts.ts";
import { isOpen, type LockedTicket, lockCase } from "./lock-case.ts";
import { type Before, type Facts, type KeptTicket, type MergeRow, readMerge, selectMerges } from "./merge-row.ts";
import { noteMerge } from "./note-merge.ts";
import { giveTo, selectParts } from "./parts-of-case.ts";
import { writeFacts } from "./write-merge.ts";

interface Undo {
  readonly mergeId: MergeId;
  readonly by: AgentId;
  readonly via?: string | undefined;
}

export async function undoMerge(trx: ShopTransaction, shopId: ShopId, undo: Undo): Promise<UndoResult> {
  const find = async () => (await trx.run(selectMerges(shopId, sql`m.merge_id = ${undo.mergeId}`)))[0];
  const seen = await find();
  if (!seen) return { kind: "refused", refusal: { kind: "not-found" } };
  const ticketId = seen.ticket_id as TicketId;
  const { tickets } = await lockCase(trx, shopId, [ticketId, ...seen.before.tickets.map((each) => each.ticketId)]);
  // Behind the locks: of two who undo at once the second finds it done.
  const row = await find();
  const survivor = tickets.get(ticketId);
  if (!row || !survivor) return { kind: "refused", refusal: { kind: "not-found" } };
  if (row.undone_at !== null) return { kind: "undone", merge: readMerge(row), isNew: false };
  const refusal = await findRefusal(trx, shopId, row, survivor);
  if (refusal) return { kind: "refused", refusal };
  const { before } = row;
  for (const statement of [
    // First: two open tickets would share a conversation that is one's and the other's.
    ...before.tickets.flatMap((kept) => restore(shopId, survivor.ticketId, kept)),
    ...restoreLinks(shopId, survivor, before),
    ...writeFacts(shopId, survivor.ticketId, factsOf(survivor), backwards(factsOf(survivor), before)),
    ...before.tickets.flatMap((kept) => part(shopId, survivor, kept)),
    ...before.tickets.flatMap((kept) => noteAnswered(shopId, row, kept)),
    sql`update ticket_merge set undone_by = ${undo.by}, undone_at = now()
      where shop_id = ${shopId} and merge_id = ${undo.mergeId}`,
    ...noteMerge(shopId, { survivor, tickets: before.tickets, ...undo }, "unmerge"),
  ]) {
    await trx.run(statement);
  }
  const done = await find();
  if (!done) throw new Error("The merge is gone.");
  return { kind: "undone", merge: readMerge(done), isNew: true };
}

async function findRefusal(
  trx: ShopTransaction,
  shopId: ShopId,
  { number, before }: MergeRow,
  survivor: LockedTicket,
): Promise<UndoRefusal | null> {
  if (survivor.mergedInto !== null) {
    const [into] = await trx.run(sql<{ number: number }>`
      select number from ticket where shop_id = ${shopId} and ticket_id = ${survivor.mergedInto}`);
    return { kind: "merged-on", number, into: into?.number ?? 0 };
  }
  const reopening = before.tickets.filter(isOpen);
  const [busy] = await trx.run(sql<{ number: number; by: number }>`
    select mine.number, other.number as by from ticket mine
    join ticket other on other.shop_id = mine.shop_id and other.conversation_id = mine.conversation_id
      and other.ticket_id <> mine.ticket_id and other.status not in ('resolved', 'closed')
    where mine.shop_id = ${shopId} and mine.ticket_id = any(${reopening.map(({ ticketId }) => ticketId)}::uuid[])
    order by mine.number limit 1`);
  return busy ? { kind: "new-case", ...busy } : null;
}

function restore(shopId: ShopId, into: TicketId, kept: KeptTicket): readonly RawBuilder<unknown>[] {
  const { ticketId, status, agentId, snoozedUntil, resolvedAt, timers, parts } = kept;
  const at = (moment: number | null) => (moment === null ? null : new Date(moment));
  return [
    sql`update ticket set merged_into = null, status = ${status}, agent_id = ${agentId}::uuid,
        snoozed_until = ${at(snoozedUntil)}, resolved_at = ${at(resolvedAt)}
      where shop_id = ${shopId} and ticket_id = ${ticketId}`,
    sql`update ticket set merged_into = ${ticketId}
      where shop_id = ${shopId} and ticket_id = any(${[...parts]}::uuid[]) and merged_into = ${into}`,
    ...timers.map(({ kind, dueAt }) => setTimer(shopId, { ticketId, kind, dueAt })),
  ];
}

/** Told meanwhile is told: each keeps what its buyer has heard. */
function restoreLinks(shopId: ShopId, survivor: LockedTicket, before: Before): readonly RawBuilder<unknown>[] {
  const told = new Map(survivor.links.map((link) => [link.incidentId, link]));
  const at = (moment: number | null | undefined) => (moment ? new Date(moment) : null);
  const back = before.tickets.flatMap(({ ticketId, links }) =>
    links.map((link) => {
      const since = told.get(link.incidentId);
      return sql`
        insert into incident_ticket (shop_id, incident_id, ticket_id, linked_at, opening_told_at, closing_told_at)
        values (${shopId}, ${link.incidentId}, ${ticketId}, ${at(link.linkedAt)},
          ${at(link.openingToldAt ?? since?.openingToldAt)}, ${at(link.closingToldAt ?? since?.closingToldAt)})
        on conflict do nothing`;
    }),
  );
  const moved = before.tickets.flatMap(({ links }) => links.map(({ incidentId }) => incidentId));
  const added = moved.filter((incidentId) => !before.incidents.includes(incidentId));
  return [
    ...back,
    sql`delete from incident_ticket where shop_id = ${shopId} and ticket_id = ${survivor.ticketId}
      and incident_id = any(${added}::uuid[])`,
  ];
}

/** Field by field: back to what it was where it still is what the merge made it. */
function backwards(now: Facts, { survivor, left }: Before): Facts {
  const back = <Name extends keyof Facts>(name: Name): Facts[Name] =>
    JSON.stringify(now[name]) === JSON.stringify(left[name]) ? survivor[name] : now[name];
  const added = left.tags.filter((tag) => !survivor.tags.includes(tag));
  const status = back("status");
  const wasWoken = status !== now.status;
  return {
    status,
    snoozedUntil: status === "snoozed" ? survivor.snoozedUntil : null,
    priority: back("priority"),
    tags: now.tags.filter((tag) => !added.includes(tag)),
    firstReplyDueAt: back("firstReplyDueAt"),
    warnedAt: back("warnedAt"),
    breachedAt: back("breachedAt"),
    timers: now.timers
      .flatMap((timer) => {
        const was = survivor.timers.find(({ kind }) => kind === timer.kind);
        const made = left.timers.find(({ kind }) => kind === timer.kind);
        // The merge brought it, or moved it.
        if (made?.dueAt === timer.dueAt && was?.dueAt !== timer.dueAt) return was ? [was] : [];
        return [timer];
      })
      .concat(wasWoken ? survivor.timers.filter(({ kind }) => kind === "wake" || kind === "close") : []),
  };
}

/** Its conversations, and those of what had been merged into it, are its holder's again, or the assistant's. */
function part(shopId: ShopId, survivor: LockedTicket, kept: KeptTicket): readonly RawBuilder<unknown>[] {
  const { ticketId, agentId } = kept;
  const isBack = isOpen(kept);
  const holder: Holder = !isBack
    ? { kind: "assistant" }
    : agentId === null
      ? { kind: "queue", ticketId }
      : { kind: "agent", ticketId, agentId };
  const which = sql`select c.conversation_id from conversation c
    where c.shop_id = ${shopId} and c.conversation_id <> ${survivor.conversationId}
      and c.conversation_id in (${selectParts(shopId, ticketId)})
      and (c.holder_ticket_id = ${survivor.ticketId} or ${isBack} and c.holder_kind = 'assistant')
      and not exists (select 1 from ticket o where o.shop_id = c.shop_id and o.conversation_id = c.conversation_id
        and o.merged_into = ${survivor.ticketId})`;
  return giveTo(shopId, which, { holder, forgets: false });
}

/** Somebody has answered there since: the promise was kept, and nothing is left to warn of. */
function noteAnswered(shopId: ShopId, { merged_at }: MergeRow, kept: KeptTicket): readonly RawBuilder<unknown>[] {
  return [
    sql`with answered as (
        update ticket t set first_replied_at = said.at from (
          select min(at) as at from message where shop_id = ${shopId} and conversation_id = ${kept.conversationId}
            and speaker = 'agent' and at > ${merged_at}) said
        where t.shop_id = ${shopId} and t.ticket_id = ${kept.ticketId} and t.first_replied_at is null
          and said.at is not null
        returning t.ticket_id
      )
      delete from ticket_timer r using answered
      where r.shop_id = ${shopId} and r.ticket_id = answered.ticket_id and r.kind in ('warn', 'breach', 'tell-place')`,
  ];
}
