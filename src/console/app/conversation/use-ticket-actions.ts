/** Take, give back, resolve and the rest: shown at once, written by the server, and said in a sentence. */
import { useCallback, useMemo, useState } from "react";
import type { ActionView, HolderView, TicketPageView } from "../../console-api.ts";
import { useUndo } from "../desk/use-undoable.tsx";
import { seenOf } from "../merge/use-merges.ts";
import type { OpenTicket } from "../inbox/use-ticket.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { formatAhead } from "../parts/format-time.ts";
import type { Called } from "../server/call-api.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { describeTrouble } from "../server/describe-trouble.ts";

export type TicketAction =
  | "take"
  | "takeOver"
  | "toQueue"
  | "toAssistant"
  | "resolve"
  | "snooze"
  | "await"
  | "transfer"
  | "merge";

export interface TicketActions {
  /** Which of them make sense now; the server has the last word. */
  readonly possible: ReadonlySet<TicketAction>;
  readonly isBusy: boolean;
  /** The holder as it will be when the server agrees. */
  readonly holder: HolderView | null;
  readonly run: (action: "take" | "takeOver" | "toQueue" | "toAssistant" | "resolve" | "await") => void;
  readonly snooze: (until: number) => void;
  readonly transfer: (colleague: { readonly agentId: string; readonly name: string }) => void;
  /** Reads again and says what went wrong, if anything; true when the server has done what was asked. */
  readonly readAnswer: (called: Called<ActionView>) => Promise<boolean>;
}

interface ActionOptions {
  readonly open: OpenTicket;
  readonly isViewer: boolean;
  /** What a colleague holds may be ended, too. */
  readonly mayOverride: boolean;
  readonly onChanged: () => void;
  /** The ticket has left the hands of whoever looks at it. */
  readonly onGone: () => void;
  readonly onUndone: () => void;
}

interface Written {
  readonly path: string;
  readonly body: object;
  readonly expected: HolderView;
  readonly done: string;
  readonly isGone: boolean;
}

export function useTicketActions(options: ActionOptions): TicketActions {
  const { open, isViewer, mayOverride, onGone, onUndone } = options;
  const api = useApi();
  const { language, text } = useTexts();
  const { say } = useAnnouncer();
  const undo = useUndo();
  const [running, setRunning] = useState<Written | null>(null);
  const { page } = open;
  const ticketId = page?.ticket.ticketId ?? "";
  const possible = useMemo(() => listPossible(page, { isViewer, mayOverride }), [page, isViewer, mayOverride]);

  const readAnswer = useReadAnswer(options);

  const write = useCallback(
    (written: Written) => {
      if (page === null || running !== null) return;
      setRunning(written);
      void (async () => {
        const called = await api.post<ActionView>(`/tickets/${page.ticket.ticketId}/${written.path}`, written.body);
        const isDone = await readAnswer(called);
        setRunning(null);
        if (!isDone) return;
        say(written.done);
        if (written.isGone) onGone();
      })();
    },
    [page, running, api, readAnswer, say, onGone],
  );

  const actions = useMemo(() => {
    const number = String(page?.ticket.number ?? "");
    const leave = (path: "resolve" | "snooze", wanted: object, sentence: string) => {
      // As it is read now: a word that comes while this can be taken back has not been seen.
      const body = { ...wanted, ...(page === null ? {} : { seen: seenOf(page) }) };
      undo.start({
        ticketIds: [ticketId],
        status: path === "resolve" ? "resolved" : "snoozed",
        sentence,
        write: async () =>
          describeTrouble(await api.postSurely<ActionView>(`/tickets/${ticketId}/${path}`, body), text),
        onUndone,
      });
      onGone();
    };
    const run: TicketActions["run"] = (action) => {
      if (!possible.has(action)) return;
      if (action === "resolve") return leave("resolve", {}, text("done.resolve", { number }));
      const done = text(`done.${action}`, { number });
      if (action === "takeOver") {
        const body = { agentId: api.agentId };
        return write({ path: "transfer", body, expected: { kind: "you" }, done, isGone: false });
      }
      if (action === "take") write({ path: "take", body: {}, expected: { kind: "you" }, done, isGone: false });
      else if (action === "await") write({ path: "await", body: {}, expected: { kind: "you" }, done, isGone: true });
      else {
        const to = action === "toQueue" ? "queue" : "assistant";
        write({ path: "release", body: { to }, expected: { kind: to }, done, isGone: true });
      }
    };
    const snooze = (until: number) => {
      if (!possible.has("snooze")) return;
      leave("snooze", { until }, text("done.snooze", { number, time: formatAhead(until, language) }));
    };
    const transfer: TicketActions["transfer"] = ({ agentId, name }) => {
      if (!possible.has("transfer")) return;
      const expected = { kind: "colleague", name } as const;
      write({
        path: "transfer",
        body: { agentId },
        expected,
        done: text("done.transfer", { number, name }),
        isGone: true,
      });
    };
    return { run, snooze, transfer };
  }, [api, page, ticketId, possible, undo, write, text, language, onGone, onUndone]);

  const holder = running === null ? (page?.holder ?? null) : running.expected;
  return useMemo(
    () => ({ possible, isBusy: running !== null, holder, ...actions, readAnswer }),
    [possible, running, holder, actions, readAnswer],
  );
}

/** What is refused because a colleague holds the case offers to take it over first. */
function useReadAnswer({ open, onChanged }: Pick<ActionOptions, "open" | "onChanged">): TicketActions["readAnswer"] {
  const api = useApi();
  const { text } = useTexts();
  const { say } = useAnnouncer();
  const { page, reload } = open;
  const ticketId = page?.ticket.ticketId ?? "";
  return useCallback(
    async (called: Called<ActionView>) => {
      // What the server refuses as it stands is a reply with a macro's braces.
      const trouble = describeTrouble(called, text, { REQUEST_INVALID: "macros.refused" });
      const isHeld = called.kind === "refused" && called.code === "HELD_BY_COLLEAGUE";
      const takeOver = async () => {
        const taken = await api.post<ActionView>(`/tickets/${ticketId}/transfer`, { agentId: api.agentId });
        const refused = describeTrouble(taken, text);
        say(refused ?? text("done.takeOver", { number: String(page?.ticket.number ?? "") }), refused ? "bad" : "good");
        await reload();
        onChanged();
      };
      const offer = isHeld ? { label: text("action.takeOver"), run: () => void takeOver() } : undefined;
      if (trouble !== null) say(trouble, "bad", offer);
      await reload();
      onChanged();
      return trouble === null;
    },
    [api, page, ticketId, text, say, reload, onChanged],
  );
}

interface Rights {
  readonly isViewer: boolean;
  readonly mayOverride: boolean;
}

function listPossible(page: TicketPageView | null, { isViewer, mayOverride }: Rights): ReadonlySet<TicketAction> {
  if (page === null || isViewer || isOver(page)) return new Set();
  const { status } = page.ticket;
  const always: readonly TicketAction[] = ["transfer", "merge", ...(status === "snoozed" ? [] : (["snooze"] as const))];
  if (page.holder.kind === "you") {
    const awaits: readonly TicketAction[] = status === "held" ? ["await"] : [];
    const takes: readonly TicketAction[] = status === "snoozed" ? ["take"] : [];
    return new Set([...always, ...awaits, ...takes, "toQueue", "toAssistant", "resolve"]);
  }
  if (page.holder.kind === "colleague") {
    const ends: readonly TicketAction[] = mayOverride ? [...always, "toAssistant", "resolve"] : [];
    return new Set(["takeOver", "transfer", "merge", "toQueue", ...ends]);
  }
  return new Set([...always, "take", "toAssistant", "resolve"]);
}

export function isOver({ ticket }: TicketPageView): boolean {
  return ticket.status === "resolved" || ticket.status === "closed";
}
