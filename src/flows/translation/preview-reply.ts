/** How a reply will arrive: the agent's words in the buyer's language, for the agent to read, mend and send. */
import { translateText } from "../../assistant/translate/translate-text.ts";
import type { ReplyPreview } from "../../contracts/case-languages.ts";
import { AppError } from "../../contracts/errors.ts";
import type { TicketId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import { TICKET_STATUSES } from "../../contracts/ticket.ts";
import { assertMay } from "../../shared/assert-may.ts";
import { findVoice } from "../case/open-case.ts";
import { findManner, type MannerPorts, sayManner } from "./manners.ts";
import { languageOfText, type ReaderPorts, readerOf } from "./reading-languages.ts";

export type PreviewPorts = MannerPorts &
  ReaderPorts &
  Pick<Ports, "tickets" | "conversations" | "model" | "texts" | "clock" | "metrics">;

/**
 * Nothing is stored: what is sent is what the agent then sends. At a team's desk, whose language they are taken to
 * write in, nobody chooses: who reads the buyer's language writes it.
 */
export async function previewReply(
  agent: Agent,
  { ticketId, text, desk }: { readonly ticketId: TicketId; readonly text: string; readonly desk?: Language },
  ports: PreviewPorts,
  signal: AbortSignal,
): Promise<ReplyPreview> {
  assertMay(agent, "tickets:work");
  const { shopId } = agent;
  const [ticket] = await ports.tickets.list(shopId, { statuses: TICKET_STATUSES, ticketId, limit: 1 });
  const conversation = ticket && (await findVoice(ticket, ports));
  if (!ticket || !conversation) throw new AppError("NOT_FOUND", "This ticket does not exist.");
  const { writes, reads, isOff } = await readerOf(shopId, agent.agentId, ports, desk);
  const to = conversation.language ?? ticket.language;
  const from = languageOfText(text, writes);
  const isTheirs = desk !== undefined && (isOff || reads.has(to));
  if (from === to || isTheirs) return { kind: "same" };
  const manner = await findManner(shopId, { language: to, localeHint: conversation.localeHint }, ports);
  const { contactName } = ticket;
  const outcome = await translateText(
    {
      shopId,
      text,
      from,
      to,
      side: "reply",
      manner: manner ? sayManner(manner, ports.texts.manners) : null,
      known: contactName === null ? [] : [{ kind: "name", value: contactName }],
      signal,
    },
    ports,
  );
  const reason = outcome.kind === "translated" ? "made" : outcome.reason;
  ports.metrics.count("translations_total", { side: "reply", outcome: reason });
  if (outcome.kind === "failed") return { kind: "failed", reason: outcome.reason };
  return { kind: "translated", text: outcome.text, from, to, doubts: outcome.doubts };
}
