/** Take, give back, resolve: shown at once, written by the server, and said in a sentence. */
import { useCallback, useMemo, useState } from "react";
import type { ActionView, HolderView, TicketPageView } from "../../console-api.ts";
import type { OpenTicket } from "../inbox/use-ticket.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import type { Called } from "../server/call-api.ts";
import { useApi } from "../server/use-api.tsx";
import { type TextName, type Texts, useTexts } from "../texts/use-texts.tsx";

export type TicketAction = "take" | "toQueue" | "toAssistant" | "resolve";

export interface TicketActions {
  /** Which of them make sense now; the server has the last word. */
  readonly possible: ReadonlySet<TicketAction>;
  readonly isBusy: boolean;
  /** The holder as it will be when the server agrees. */
  readonly holder: HolderView | null;
  readonly run: (action: TicketAction) => void;
  /** Reads again and says what went wrong, if anything; true when the server has done what was asked. */
  readonly readAnswer: (called: Called<ActionView>) => Promise<boolean>;
}

interface ActionOptions {
  readonly open: OpenTicket;
  readonly isViewer: boolean;
  readonly onChanged: () => void;
  /** The ticket has left the hands of people: resolved, or back with the assistant or the queue. */
  readonly onGone: () => void;
}

const CALLS: Readonly<Record<TicketAction, { readonly path: string; readonly body: object }>> = {
  take: { path: "take", body: {} },
  toQueue: { path: "release", body: { to: "queue" } },
  toAssistant: { path: "release", body: { to: "assistant" } },
  resolve: { path: "resolve", body: {} },
};

const EXPECTED: Readonly<Record<TicketAction, HolderView>> = {
  take: { kind: "you" },
  toQueue: { kind: "queue" },
  toAssistant: { kind: "assistant" },
  resolve: { kind: "assistant" },
};

export function useTicketActions({ open, isViewer, onChanged, onGone }: ActionOptions): TicketActions {
  const api = useApi();
  const { text } = useTexts();
  const { say } = useAnnouncer();
  const [running, setRunning] = useState<TicketAction | null>(null);
  const { page, reload } = open;
  const possible = useMemo(() => listPossible(page, isViewer), [page, isViewer]);

  const readAnswer = useCallback(
    async (called: Called<ActionView>) => {
      const trouble = describeTrouble(called, text);
      if (trouble !== null) say(trouble, "bad");
      await reload();
      onChanged();
      return trouble === null;
    },
    [text, say, reload, onChanged],
  );

  const run = useCallback(
    (action: TicketAction) => {
      if (page === null || running !== null || !possible.has(action)) return;
      const { number, ticketId } = page.ticket;
      setRunning(action);
      void (async () => {
        const { path, body } = CALLS[action];
        const isDone = await readAnswer(await api.post<ActionView>(`/tickets/${ticketId}/${path}`, body));
        setRunning(null);
        if (!isDone) return;
        say(text(`done.${action}`, { number: String(number) }));
        if (action !== "take") onGone();
      })();
    },
    [page, running, possible, readAnswer, api, say, text, onGone],
  );

  const holder = running === null ? (page?.holder ?? null) : EXPECTED[running];
  return useMemo(
    () => ({ possible, isBusy: running !== null, holder, run, readAnswer }),
    [possible, running, holder, run, readAnswer],
  );
}

function listPossible(page: TicketPageView | null, isViewer: boolean): ReadonlySet<TicketAction> {
  if (page === null || isViewer || isOver(page)) return new Set();
  if (page.holder.kind === "you") return new Set(["toQueue", "toAssistant", "resolve"]);
  if (page.holder.kind === "colleague") return new Set(["toQueue"]);
  return new Set(["take", "toAssistant", "resolve"]);
}

export function isOver({ ticket }: TicketPageView): boolean {
  return ticket.status === "resolved" || ticket.status === "closed";
}

/** Null when it worked. */
function describeTrouble(called: Called<ActionView>, text: Texts["text"]): string | null {
  if (called.kind === "unreachable") return text("error.load.body");
  if (called.kind === "refused") {
    const reasons: Partial<Record<typeof called.code, TextName>> = {
      NOT_ALLOWED: "refused.role",
      NOT_FOUND: "refused.missing",
      TRANSITION_FORBIDDEN: "refused.action",
    };
    return text(reasons[called.code] ?? "error.load.body");
  }
  if (called.body.kind === "done") return null;
  const { holder } = called.body;
  if (holder.kind === "colleague") return text("overtaken.colleague", { name: holder.name ?? text("owner.someone") });
  return text(`overtaken.${holder.kind}`);
}
