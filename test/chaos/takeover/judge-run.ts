/** What must hold of a conversation when it has come to rest: by what arrived, by the audit log, and by the rows. */
import { sql } from "kysely";
import type { ConversationId } from "../../../src/contracts/ids.ts";
import type { OutboundMessage } from "../../../src/contracts/message.ts";
import { TICKET_NUMBER_MARK } from "../../../src/contracts/ticket.ts";
import type { TestProgram } from "../../support/test-program.ts";

/** A person's words end the assistant's turn until somebody hands the conversation back, which a notice says. */
export function hasAssistantAfterHuman(arrived: readonly OutboundMessage[], handBacks: readonly string[]): boolean {
  let isHeldByPerson = false;
  for (const message of arrived) {
    if (message.speaker === "agent") isHeldByPerson = true;
    if (handBacks.some((text) => message.speaker === "notice" && message.text.startsWith(text))) isHeldByPerson = false;
    if (message.speaker === "assistant" && isHeldByPerson) return true;
  }
  return false;
}

/** The words before the ticket's number are enough to know these notices by. */
export function handBackTexts({ texts }: TestProgram["ports"]): readonly string[] {
  return ["ticket-resolved", "returned-to-assistant"].map(
    (name) => texts.notice(name, "en", { number: TICKET_NUMBER_MARK }).split(TICKET_NUMBER_MARK)[0] ?? "",
  );
}

export interface AuditRow {
  readonly action: string;
  readonly agent_id: string | null;
  readonly to: string | null;
}

/**
 * The log is written under the conversation's lock, so it tells in order who had it. Two holders: somebody answered, or
 * was given a case, that a colleague had and nobody had taken from them; or two changes of hands were written as one.
 */
export function findDoubleHolder(rows: readonly AuditRow[], epoch: number): string | null {
  // An agent's id, or where it waits.
  let holder = "assistant";
  let isSnoozed = false;
  let changes = 0;
  const passTo = (next: string): void => {
    holder = next;
    changes += 1;
    isSnoozed = false;
  };
  for (const { action, agent_id: agentId, to } of rows) {
    const isColleagues = holder !== "assistant" && holder !== "queue" && holder !== (to ?? agentId);
    switch (action) {
      case "ticket-opened":
      case "ticket-returned":
      case "ticket-release-to-queue":
        passTo("queue");
        break;
      case "ticket-reply":
        if (isColleagues) return `${action} over ${holder}`;
        if (holder !== agentId) passTo(agentId ?? "");
        isSnoozed = false;
        break;
      case "ticket-take":
      case "ticket-assign":
        // Whoever takes a case that sleeps takes it from who put it to sleep.
        if (isColleagues && !isSnoozed) return `${action} over ${holder}`;
        passTo(to ?? agentId ?? "");
        break;
      case "ticket-transfer":
        passTo(to ?? "");
        break;
      case "ticket-resolve":
      case "ticket-release-to-assistant":
        passTo("assistant");
        break;
      case "ticket-snooze":
        isSnoozed = true;
        break;
    }
  }
  return epoch === changes + 1 ? null : `${changes} changes of hands and epoch ${epoch}`;
}

interface HeldRow {
  readonly epoch: number;
  readonly holder_agent_id: string | null;
  readonly ticket_agent_id: string | null;
}

export async function judgeHolders({ db }: TestProgram, conversationId: ConversationId): Promise<string | null> {
  const { database, shop } = db;
  const audit = await database.inShop<AuditRow>(
    shop.shopId,
    sql`select action, agent_id, detail ->> 'agentId' as to from audit
      where shop_id = ${shop.shopId} and conversation_id = ${conversationId} order by audit_id`,
  );
  const [row] = await database.inShop<HeldRow>(
    shop.shopId,
    sql`select c.epoch, c.holder_agent_id, t.agent_id as ticket_agent_id from conversation c
      left join ticket t on t.shop_id = c.shop_id and t.ticket_id = c.holder_ticket_id
      where c.conversation_id = ${conversationId}`,
  );
  if (!row) return "no conversation";
  if (row.holder_agent_id !== null && row.holder_agent_id !== row.ticket_agent_id) return "ticket and chat disagree";
  return findDoubleHolder(audit, row.epoch);
}
