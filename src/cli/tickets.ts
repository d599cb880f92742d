/** `dragoman tickets`: the queue, one ticket with its conversation, or the scores, without a browser. */
import { AppError } from "../contracts/errors.ts";
import type { Instant } from "../contracts/ids.ts";
import type { LowScore, ScoreGroup } from "../contracts/satisfaction.ts";
import { TICKET_STATUSES, type TicketSummary } from "../contracts/ticket.ts";
import type { Program } from "../compose/open-program.ts";
import { withProgram } from "./with-program.ts";

const MAX_LISTED = 200;
const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;

export async function ticketsCommand(
  number: string | undefined,
  options: { readonly all?: boolean; readonly json?: boolean; readonly days?: string },
): Promise<void> {
  await withProgram(async (program) => {
    if (number === "scores") return showScores(program, options);
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

/** In groups, and the newest bad ones with their words. */
async function showScores(
  { ports, shop }: Program,
  { days = String(DEFAULT_DAYS), json = false }: { readonly days?: string; readonly json?: boolean },
): Promise<void> {
  const count = Number(days);
  if (!Number.isInteger(count) || count < 1) {
    throw new AppError("REQUEST_INVALID", "Give --days a whole number, 1 or more.");
  }
  const since = (ports.clock.now() - count * DAY_MS) as Instant;
  const report = await ports.desk.scoresBy(shop.shopId, since);
  if (json) return void process.stdout.write(`${JSON.stringify(report)}\n`);
  for (const group of report.groups) process.stdout.write(`${describeGroup(group)}\n`);
  for (const score of report.low) process.stdout.write(`${describeLow(score)}\n`);
}

function describeGroup({ dimension, value, asked, scored, average, low }: ScoreGroup): string {
  const mean = average === null ? "-" : average.toFixed(2);
  return `${dimension.padEnd(9)} ${value.padEnd(24)} asked ${asked}, scored ${scored}, average ${mean}, low ${low}`;
}

function describeLow({ ticketNumber, score, language, category, reason, comment }: LowScore): string {
  return `#${ticketNumber} ${score}/5 ${language} ${category} (${reason}) ${comment?.replace(/\s+/gu, " ") ?? ""}`.trim();
}
