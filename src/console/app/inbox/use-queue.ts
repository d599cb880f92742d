/** The four lists of the inbox, read together so that the counts beside their names agree. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { TicketListView, TicketRow, TicketView } from "../../console-api.ts";
import type { Fault } from "../server/call-api.ts";
import { useApi } from "../server/use-api.tsx";
import { VIEWS } from "./use-route.ts";

export type TicketLists = Readonly<Record<TicketView, readonly TicketRow[]>>;

export interface Queue {
  /** Null until the first answer. */
  readonly lists: TicketLists | null;
  /** The newest fault; the lists stay as they were. */
  readonly fault: Fault | null;
  readonly reload: () => void;
}

/** A busy shop changes many times a second; people do not read that fast. */
const MIN_PAUSE_MS = 800;

export function useQueue(): Queue {
  const api = useApi();
  const [lists, setLists] = useState<TicketLists | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);

  const read = useCallback(async () => {
    const called = await Promise.all(VIEWS.map((view) => api.get<TicketListView>(`/tickets?view=${view}`)));
    const next: Partial<Record<TicketView, readonly TicketRow[]>> = {};
    for (const [at, view] of VIEWS.entries()) {
      const answer = called[at];
      if (answer?.kind === "ok") next[view] = answer.body.tickets;
      else return setFault(answer ?? { kind: "unreachable" });
    }
    setFault(null);
    setLists(next as TicketLists);
  }, [api]);

  const reload = useThrottled(read, MIN_PAUSE_MS);
  useEffect(reload, [reload]);
  return useMemo(() => ({ lists, fault, reload }), [lists, fault, reload]);
}

/** Runs `work` at once, then at most once per pause, and one last time when calls came in between; never two at a time. */
export function useThrottled(work: () => Promise<void>, pauseMs: number): () => void {
  const state = useRef({ isBusy: false, isWanted: false });
  const latest = useRef(work);
  useEffect(() => {
    latest.current = work;
  }, [work]);
  return useCallback(() => {
    const now = state.current;
    now.isWanted = true;
    if (now.isBusy) return;
    now.isBusy = true;
    void (async () => {
      while (now.isWanted) {
        now.isWanted = false;
        await latest.current();
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
      now.isBusy = false;
    })();
  }, [pauseMs]);
}
