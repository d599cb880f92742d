/** Sends one action on many tickets in parts, and says of each what became of it; what no answer came for is unsent. */
import type { BulkAction, BulkOutcome, BulkResultView, SeenTicket } from "../../console-api.ts";
import type { Api } from "../server/use-api.tsx";

export interface SentTicket {
  readonly ticketId: string;
  readonly number: number | null;
  readonly outcome: BulkOutcome | { readonly kind: "unsent" };
}

/** Small enough that progress is seen, and that none takes longer than one waits for an answer. */
const PART = 50;

interface Sending {
  readonly api: Api;
  readonly tickets: readonly SeenTicket[];
  readonly action: BulkAction;
  /** The page closes: all parts at once, each sent even when the page is gone. */
  readonly isLeaving: boolean;
  readonly onProgress: (done: number) => void;
}

export async function sendBulk({
  api,
  tickets,
  action,
  isLeaving,
  onProgress,
}: Sending): Promise<readonly SentTicket[]> {
  const parts: (readonly SeenTicket[])[] = [];
  for (let from = 0; from < tickets.length; from += PART) parts.push(tickets.slice(from, from + PART));
  const send = async (part: readonly SeenTicket[]): Promise<readonly SentTicket[]> => {
    const called = await api.postSurely<BulkResultView>("/bulk", { tickets: part, action });
    if (called.kind === "ok") return called.body.results;
    return part.map(({ ticketId }) => ({ ticketId, number: null, outcome: { kind: "unsent" } }));
  };
  if (isLeaving) return (await Promise.all(parts.map(send))).flat();
  const sent: SentTicket[] = [];
  for (const part of parts) {
    // One after the other: a desk of fifty is not held up by one who files five hundred.
    sent.push(...(await send(part)));
    onProgress(sent.length);
  }
  return sent;
}
