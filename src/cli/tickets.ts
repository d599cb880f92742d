/** `dragoman tickets`: the queue, or one ticket with its conversation, without a browser. */
import { AppError } from "../contracts/errors.ts";
import { TICKET_STATUSES, type TicketSummary } from "../contracts/ticket.ts";
import type { Program } from "../compose/open-program.ts";
import { withProgram } from "./with-program.ts";

const MAX_LISTED = 200;

export async function ticketsCommand(
  number: string | undefined,
  options: { readonly all?: boolean; readonly json?: boolean },
): Promise<void> {
  await withProgram(async (program) => {
    if (number !== undefined) return showTicket(program, number, options.json ?? false);
    const statuses = options.all
      ? TICKET_STATUSES
      : TICKET_STATUSES.filter((each) => each !== "resolved" && each !== "closed");
    const tickets = await program.ports.tickets.list(program.shop.shopId, { statuses, limit: MAX_LISTED });
    if (options.json) return void process.stdout.write(`${JSON.stringify(tickets)}\n`);
    for (const ticket of tickets) process.stdout.write(`${describe(ticket)}\n`);
    process.stdout.write(`${tickets.length} tickets\n`);
  });
}

async function showTicket({ ports, shop }: Program, text: string, isJson: boolean): Promise<void> {
  const number = Number(text.replace(/^#/u, ""));
  const ticket = Number.isInteger(number) ? await ports.tickets.getByNumber(shop.shopId, number) : null;
  if (!ticket) throw new AppError("NOT_FOUND", `There is no ticket ${text}.`);
  const messages = await ports.conversations.timeline(shop.shopId, ticket.conversationId, { limit: MAX_LISTED });
  if (isJson) return void process.stdout.write(`${JSON.stringify({ ticket, messages })}\n`);
  process.stdout.write(`#${ticket.number} ${ticket.status} ${ticket.priority} ${ticket.language} (${ticket.reason})\n`);
  for (const message of messages) {
    const mark = message.isMaybeDuplicate ? " (may have arrived twice)" : "";
    const time = new Date(message.at).toISOString().slice(0, 16).replace("T", " ");
    process.stdout.write(`${time} ${message.speaker.padEnd(9)} ${message.text}${mark}\n`);
  }
}

function describe(ticket: TicketSummary): string {
  const cells = [`#${ticket.number}`, ticket.status, ticket.priority, ticket.language, ticket.channel, ticket.note];
  const widths = [6, 13, 7, 3, 9, 0];
  return cells
    .map((cell, index) =>
      String(cell)
        .replace(/\s+/gu, " ")
        .padEnd(widths[index] ?? 0),
    )
    .join(" ");
}
