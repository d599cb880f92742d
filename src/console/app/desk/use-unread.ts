/** Which tickets have words of their buyer that I have not seen; kept in this browser. */
import { useCallback, useMemo, useState } from "react";
import type { TicketRow } from "../../console-api.ts";

type Seen = Readonly<Record<string, number>>;

/** More than anybody works on; the oldest are over anyway. */
const MAX_KEPT = 500;

export interface Unread {
  readonly isUnread: (ticket: TicketRow) => boolean;
  readonly see: (ticketId: string, lastMessageAt: number) => void;
}

export function useUnread(agentId: string): Unread {
  const place = `dragoman.seen.${agentId}`;
  const [seen, setSeen] = useState<Seen>(() => JSON.parse(localStorage.getItem(place) ?? "{}") as Seen);
  const see = useCallback(
    (ticketId: string, lastMessageAt: number) =>
      setSeen((before) => {
        if ((before[ticketId] ?? 0) >= lastMessageAt) return before;
        const { [ticketId]: _former, ...others } = before;
        const after = Object.fromEntries([...Object.entries(others), [ticketId, lastMessageAt]].slice(-MAX_KEPT));
        localStorage.setItem(place, JSON.stringify(after));
        return after as Seen;
      }),
    [place],
  );
  const isUnread = useCallback(
    ({ ticketId, lastSpeaker, lastMessageAt, resolvedAt }: TicketRow) =>
      resolvedAt === null && lastSpeaker === "buyer" && lastMessageAt > (seen[ticketId] ?? 0),
    [seen],
  );
  return useMemo(() => ({ isUnread, see }), [isUnread, see]);
}
