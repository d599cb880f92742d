/** What the inbox shows: the chosen view, and always what waits and what is mine, so that nothing new is missed. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { TicketListView, TicketRow } from "../../console-api.ts";
import type { Fault } from "../server/call-api.ts";
import { useApi } from "../server/use-api.tsx";
import type { ViewName } from "./use-route.ts";

export type Counts = TicketListView["counts"];

export interface Queue {
  /** The chosen view, narrowed as chosen; null until its first answer. */
  readonly shown: readonly TicketRow[] | null;
  readonly waiting: readonly TicketRow[] | null;
  readonly mine: readonly TicketRow[] | null;
  readonly counts: Counts | null;
  /** Why what is wanted could not be read; the lists stay as they were. */
  readonly fault: Fault | null;
  readonly reload: () => void;
}

/** A busy shop changes many times a second; people do not read that fast. */
const MIN_PAUSE_MS = 800;

type Lists = Readonly<Record<string, readonly TicketRow[]>>;

export function useQueue(view: ViewName, narrowing: string): Queue {
  const api = useApi();
  // Former views stay: going back to one shows it at once, and then as it is now.
  const [lists, setLists] = useState<Lists>({});
  const [counts, setCounts] = useState<Counts | null>(null);
  const [failed, setFailed] = useState<{ readonly address: string; readonly fault: Fault } | null>(null);
  const wanted = addressOfList(view, narrowing);

  const read = useCallback(async () => {
    const addresses = [...new Set([addressOfList("waiting", ""), addressOfList("mine", ""), wanted])];
    const called = await Promise.all(addresses.map((address) => api.get<TicketListView>(address)));
    const next: Record<string, readonly TicketRow[]> = {};
    let missing: { readonly address: string; readonly fault: Fault } | null = null;
    for (const [at, address] of addresses.entries()) {
      const answer = called[at] ?? { kind: "unreachable" };
      if (answer.kind === "ok") {
        next[address] = answer.body.tickets;
        setCounts(answer.body.counts);
      } else missing = { address, fault: answer };
    }
    setFailed(missing);
    setLists((before) => ({ ...before, ...next }));
  }, [api, wanted]);

  const reload = useThrottled(read, MIN_PAUSE_MS);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list is another question
  useEffect(reload, [reload, wanted]);
  // Of the view that one has left nothing is said.
  const fault =
    failed !== null && (failed.address === wanted || failed.fault.kind === "unreachable") ? failed.fault : null;
  const shown = lists[wanted] ?? null;
  const waiting = lists[addressOfList("waiting", "")] ?? null;
  const mine = lists[addressOfList("mine", "")] ?? null;
  return useMemo(
    () => ({ shown, waiting, mine, counts, fault, reload }),
    [shown, waiting, mine, counts, fault, reload],
  );
}

function addressOfList(view: ViewName, narrowing: string): string {
  return `/tickets?view=${view}${narrowing === "" ? "" : `&${narrowing}`}`;
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
