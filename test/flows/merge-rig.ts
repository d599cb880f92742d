/** Tickets of one buyer in several threads, and what of the database a merge may touch. */
import { sql } from "kysely";
import type { TicketId } from "../../src/contracts/ids.ts";
import type { Ticket } from "../../src/contracts/ticket.ts";
import { type Buyer, createBuyer } from "../support/buyer.ts";
import type { StoryRig } from "../support/story-rig.ts";

export interface Scene {
  readonly buyer: Buyer;
  readonly ticket: Ticket;
}

let senders = 0;
export const newSender = (): string => `sender-${(senders += 1)}`;

/** A waiting case in a thread of its own. */
export async function openCaseOf(rig: StoryRig, sender: string, words = "a person please"): Promise<Scene> {
  const buyer = createBuyer(rig, { locale: "en", sender, name: "Ana" });
  await buyer.says(words);
  await rig.work();
  const ticket = await rig.openTicketOf(buyer.threadKey);
  if (!ticket) throw new Error("no ticket");
  return { buyer, ticket };
}

export async function get(rig: StoryRig, { ticketId }: { readonly ticketId: TicketId }): Promise<Ticket> {
  const ticket = await rig.ports.tickets.get(rig.program.shop.shopId, ticketId);
  if (!ticket) throw new Error("no such ticket");
  return ticket;
}

/** Everything about these cases that a merge writes, but for epochs and the queue of what is sent. */
export async function snapshot(rig: StoryRig, scenes: readonly Scene[]): Promise<unknown> {
  const { shopId } = rig.program.shop;
  const ids = scenes.map(({ ticket }) => ticket.ticketId);
  const [row] = await rig.program.db.database.inShop<{ all: unknown }>(
    shopId,
    sql`select jsonb_build_object(
      'tickets', (select jsonb_agg(to_jsonb(t) order by number) from ticket t where ticket_id = any(${ids}::uuid[])),
      'timers', (select jsonb_agg(to_jsonb(r) order by ticket_id, kind) from ticket_timer r
        where ticket_id = any(${ids}::uuid[])),
      'links', (select jsonb_agg(to_jsonb(i) order by ticket_id, incident_id) from incident_ticket i
        where ticket_id = any(${ids}::uuid[])),
      'holders', (select jsonb_agg(jsonb_build_array(c.holder_kind, c.holder_ticket_id, c.holder_agent_id)
        order by t.number) from ticket t join conversation c using (shop_id, conversation_id)
        where ticket_id = any(${ids}::uuid[]))) as all`,
  );
  return row?.all;
}
