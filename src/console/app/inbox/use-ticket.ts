/** One open ticket with its conversation; what was read stays on the screen while it is read again. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { TicketPageView } from "../../console-api.ts";
import type { Fault } from "../server/call-api.ts";
import { useApi } from "../server/use-api.tsx";

export interface OpenTicket {
  readonly page: TicketPageView | null;
  readonly fault: Fault | null;
  /** Resolves when what is shown is what the server has now, or the reading failed. */
  readonly reload: () => Promise<void>;
}

interface Shown {
  readonly ticketId: string;
  readonly page: TicketPageView | null;
  readonly fault: Fault | null;
}

export function useTicket(ticketId: string | null): OpenTicket {
  const api = useApi();
  const [shown, setShown] = useState<Shown | null>(null);
  const newest = useRef(0);

  const reload = useCallback(async () => {
    if (ticketId === null) return;
    const turn = ++newest.current;
    const called = await api.get<TicketPageView>(`/tickets/${encodeURIComponent(ticketId)}`);
    // An answer that was overtaken by a newer question is old news.
    if (turn !== newest.current) return;
    setShown((before) => {
      const former = before?.ticketId === ticketId ? before.page : null;
      if (called.kind === "ok") return { ticketId, page: called.body, fault: null };
      return { ticketId, page: former, fault: called };
    });
  }, [api, ticketId]);

  useEffect(() => void reload(), [reload]);

  const isCurrent = shown !== null && shown.ticketId === ticketId;
  const page = isCurrent ? shown.page : null;
  const fault = isCurrent ? shown.fault : null;
  return useMemo(() => ({ page, fault, reload }), [page, fault, reload]);
}
