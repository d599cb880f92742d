/** Where in the inbox one is, kept in the address: /console/<view>/<ticket>. Back and forward work, links can be sent. */
import { useCallback, useSyncExternalStore } from "react";
import type { TicketView } from "../../console-api.ts";
import { BASE, moveTo, subscribe } from "../parts/use-path.ts";

export const VIEWS: readonly TicketView[] = [
  "waiting",
  "mine",
  "unassigned",
  "urgent",
  "overdue",
  "held",
  "snoozed",
  "resolved",
];

export interface Route {
  readonly view: TicketView;
  readonly ticketId: string | null;
}

export function useRoute(): { readonly route: Route; readonly go: (route: Route) => void } {
  const path = useSyncExternalStore(subscribe, () => window.location.pathname);
  const go = useCallback((next: Route) => {
    moveTo(addressOf(next));
  }, []);
  return { route: readRoute(path), go };
}

export function addressOf({ view, ticketId }: Route): string {
  return ticketId === null ? `${BASE}${view}` : `${BASE}${view}/${ticketId}`;
}

function readRoute(path: string): Route {
  const [view, ticketId] = path.slice(BASE.length).split("/");
  return { view: VIEWS.find((each) => each === view) ?? "waiting", ticketId: ticketId || null };
}
