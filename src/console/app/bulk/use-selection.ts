/** Which tickets of a list are chosen: one by one, a stretch of them, or the whole view up to a limit. */
import { useCallback, useMemo, useRef, useState } from "react";
import type { SeenTicket, SelectionView, TicketRow } from "../../console-api.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { describeFault } from "../server/describe-trouble.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";

export interface Selection {
  readonly size: number;
  readonly has: (ticketId: string) => boolean;
  /** With `isRange` everything between the one chosen last and this one, too. */
  readonly toggle: (ticketId: string, isRange: boolean) => void;
  readonly selectShown: () => void;
  /** Everything in the view, also what the list does not show; resolves when it is chosen. */
  readonly selectView: () => Promise<void>;
  /** Chosen again, and no more, whatever else was chosen meanwhile. */
  readonly add: (tickets: readonly SeenTicket[]) => void;
  readonly drop: (ticketIds: readonly string[]) => void;
  readonly clear: () => void;
  /** As the page shows them now, and as they were when they were chosen where it does not show them any more. */
  readonly list: () => readonly SeenTicket[];
}

type Chosen = ReadonlyMap<string, SeenTicket>;

/** `address` says which view it is, as the list is asked for. */
export function useSelection(shown: readonly TicketRow[] | null, address: string): Selection {
  const api = useApi();
  const { text } = useTexts();
  const { say } = useAnnouncer();
  const [held, setHeld] = useState<{ readonly address: string; readonly chosen: Chosen }>(NOTHING);
  const last = useRef<string | null>(null);
  // What was chosen in another view is not meant here.
  const chosen = held.address === address ? held.chosen : NOTHING.chosen;
  const set = useCallback((next: Chosen) => setHeld({ address, chosen: next }), [address]);

  const toggle = useCallback(
    (ticketId: string, isRange: boolean) => {
      const rows = shown ?? [];
      const at = rows.findIndex((row) => row.ticketId === ticketId);
      const from = isRange ? rows.findIndex((row) => row.ticketId === last.current) : -1;
      last.current = ticketId;
      const next = new Map(chosen);
      if (from === -1) {
        const row = rows[at];
        if (next.has(ticketId)) next.delete(ticketId);
        else if (row !== undefined) next.set(ticketId, see(row));
        return set(next);
      }
      for (const row of rows.slice(Math.min(from, at), Math.max(from, at) + 1)) next.set(row.ticketId, see(row));
      set(next);
    },
    [shown, chosen, set],
  );
  const change = useCallback(
    (next: (chosen: Chosen) => Chosen) =>
      setHeld((before) => {
        if (before.address === address) return { address, chosen: next(before.chosen) };
        // One is in another view by now: what is chosen there stays.
        return before.chosen.size > 0 ? before : { address, chosen: next(NOTHING.chosen) };
      }),
    [address],
  );
  const selectView = useCallback(async () => {
    const called = await api.get<SelectionView>(`/selection?${address}`);
    if (called.kind !== "ok") return say(describeFault(called, text), "bad");
    const { tickets, hasMore } = called.body;
    set(new Map(tickets.map((each) => [each.ticketId, see(each)])));
    if (hasMore) say(text("bulk.limit", { count: tickets.length }));
  }, [api, address, set, say, text]);

  return useMemo(() => {
    const rows = new Map((shown ?? []).map((row) => [row.ticketId, row]));
    return {
      size: chosen.size,
      has: (ticketId) => chosen.has(ticketId),
      toggle,
      selectShown: () => set(new Map([...chosen, ...[...rows].map(([id, row]) => [id, see(row)] as const)])),
      selectView,
      add: (tickets) =>
        change((now) => new Map([...now, ...tickets.map((each) => [each.ticketId, see(each)] as const)])),
      drop: (ticketIds) => change((now) => new Map([...now].filter(([ticketId]) => !ticketIds.includes(ticketId)))),
      clear: () => set(NOTHING.chosen),
      list: () => [...chosen.values()].map((each) => see(rows.get(each.ticketId) ?? each)),
    };
  }, [shown, chosen, toggle, set, change, selectView]);
}

const NOTHING = { address: "", chosen: new Map<string, SeenTicket>() } as const;

function see({ ticketId, status, agentId }: SeenTicket): SeenTicket {
  return { ticketId, status, agentId };
}
