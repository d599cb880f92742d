/** One action on everything that is chosen: sent, or held back for five seconds, and its outcome told per ticket. */
import { useCallback, useMemo, useState } from "react";
import type { BulkAction, SeenTicket, TicketRow } from "../../console-api.ts";
import { useUndo } from "../desk/use-undoable.tsx";
import { useAnnouncer } from "../parts/announcer.tsx";
import { formatAhead } from "../parts/format-time.ts";
import { useApi } from "../server/use-api.tsx";
import { type Texts, useTexts } from "../texts/use-texts.tsx";
import { sendBulk, type SentTicket } from "./send-bulk.ts";
import type { Selection } from "./use-selection.ts";

interface BulkTrouble {
  readonly ticketId: string;
  readonly number: number | null;
  readonly sentence: string;
}

export interface BulkReport {
  readonly done: number;
  readonly troubles: readonly BulkTrouble[];
}

export interface Bulk {
  readonly run: (action: BulkAction) => void;
  /** How many have been sent, of how many; null while nothing is under way. */
  readonly progress: { readonly done: number; readonly total: number } | null;
  /** Of the last action, when something of it was not done. */
  readonly report: BulkReport | null;
  readonly dismiss: () => void;
}

interface BulkOptions {
  readonly selection: Selection;
  readonly shown: readonly TicketRow[] | null;
  readonly onChanged: () => void;
}

export function useBulk({ selection, shown, onChanged }: BulkOptions): Bulk {
  const api = useApi();
  const { language, text } = useTexts();
  const { say } = useAnnouncer();
  const undo = useUndo();
  const [progress, setProgress] = useState<Bulk["progress"]>(null);
  const [report, setReport] = useState<BulkReport | null>(null);

  const send = useCallback(
    async (tickets: readonly SeenTicket[], action: BulkAction, isLeaving = false) => {
      const total = tickets.length;
      setProgress({ done: 0, total });
      const onProgress = (done: number) => setProgress({ done, total });
      const sent = await sendBulk({ api, tickets, action, isLeaving, onProgress });
      setProgress(null);
      const next = buildReport(sent, shown, text);
      selection.drop(tickets.map(({ ticketId }) => ticketId));
      // What may work the next time is chosen still.
      const again = new Set(sent.flatMap(({ ticketId, outcome }) => (isWorthATry(outcome.kind) ? [ticketId] : [])));
      if (again.size > 0) selection.add(tickets.filter(({ ticketId }) => again.has(ticketId)));
      setReport(next.troubles.length === 0 ? null : next);
      say(describeReport(next, text), next.troubles.length === 0 ? "good" : "bad");
      onChanged();
    },
    [api, shown, selection, text, say, onChanged],
  );

  const run = useCallback(
    (action: BulkAction) => {
      const tickets = selection.list();
      if (tickets.length === 0 || progress !== null) return;
      setReport(null);
      if (action.kind !== "resolve" && action.kind !== "snooze") return void send(tickets, action);
      const count = tickets.length;
      selection.clear();
      undo.start({
        ticketIds: tickets.map(({ ticketId }) => ticketId),
        status: action.kind === "resolve" ? "resolved" : "snoozed",
        sentence:
          action.kind === "resolve"
            ? text("bulk.willResolve", { count })
            : text("bulk.willSnooze", { count, time: formatAhead(action.until, language) }),
        write: async (isLeaving) => {
          await send(tickets, action, isLeaving);
          return null;
        },
        onUndone: () => {
          selection.add(tickets);
          onChanged();
        },
      });
    },
    [selection, progress, send, undo, text, language, onChanged],
  );
  const dismiss = useCallback(() => setReport(null), []);
  return useMemo(() => ({ run, progress, report, dismiss }), [run, progress, report, dismiss]);
}

function isWorthATry(kind: SentTicket["outcome"]["kind"]): boolean {
  return kind === "unsent" || kind === "failed";
}

function buildReport(sent: readonly SentTicket[], shown: readonly TicketRow[] | null, text: Texts["text"]): BulkReport {
  const numbers = new Map((shown ?? []).map(({ ticketId, number }) => [ticketId, number]));
  const troubles = sent.flatMap(({ ticketId, number, outcome }) => {
    if (outcome.kind === "done") return [];
    return [{ ticketId, number: number ?? numbers.get(ticketId) ?? null, sentence: describeOutcome(outcome, text) }];
  });
  return { done: sent.length - troubles.length, troubles };
}

export function describeReport({ done, troubles }: BulkReport, text: Texts["text"]): string {
  return troubles.length === 0
    ? text("bulk.done", { count: done })
    : text("bulk.partly", { done, count: troubles.length });
}

function describeOutcome(outcome: Exclude<SentTicket["outcome"], { kind: "done" }>, text: Texts["text"]): string {
  switch (outcome.kind) {
    case "changed": {
      const status = text(`status.${outcome.status}`);
      if (outcome.agentName === null) return text("bulk.changed", { status });
      return text("bulk.changedBy", { status, name: outcome.agentName });
    }
    case "colleague":
      return text("bulk.colleague", { name: outcome.agentName ?? text("owner.someone") });
    case "refused":
      return text(outcome.code === "NOT_FOUND" ? "refused.missing" : "refused.action");
    case "failed":
      return text("bulk.failed");
    case "unsent":
      return text("bulk.unsent");
  }
}
