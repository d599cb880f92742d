/** The buttons about a case: leave the queue, give a score, say whether it is settled. Each names its ticket. */
import type { TicketId } from "../contracts/ids.ts";
import type { Score } from "../contracts/satisfaction.ts";
import { lengthenId, shortenId } from "./short-id.ts";

export type DeskChoice =
  | { readonly kind: "leave-queue"; readonly ticketId: TicketId }
  | { readonly kind: "score"; readonly score: Score; readonly ticketId: TicketId }
  | { readonly kind: "settled"; readonly isSettled: boolean; readonly ticketId: TicketId };

const PATTERN = /^(?:(unqueue)|score:([1-5])|settled:(yes|no)):([0-9a-z]+)$/;

export function writeDeskChoice(choice: DeskChoice): string {
  const ticket = shortenId(choice.ticketId);
  if (choice.kind === "leave-queue") return `unqueue:${ticket}`;
  if (choice.kind === "score") return `score:${choice.score}:${ticket}`;
  return `settled:${choice.isSettled ? "yes" : "no"}:${ticket}`;
}

/** Null for any other choice. */
export function readDeskChoice(choiceId: string): DeskChoice | null {
  const [, unqueue, score, settled, short = ""] = PATTERN.exec(choiceId) ?? [];
  const ticketId = lengthenId(short) as TicketId | null;
  if (ticketId === null) return null;
  if (unqueue !== undefined) return { kind: "leave-queue", ticketId };
  if (score !== undefined) return { kind: "score", score: Number(score) as Score, ticketId };
  return { kind: "settled", isSettled: settled === "yes", ticketId };
}
