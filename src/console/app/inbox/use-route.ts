/** Where in the inbox one is, kept in the address: /console/<view>/<ticket>. Back and forward work, links can be sent. */
import { useCallback, useSyncExternalStore } from "react";
import type { TicketView } from "../../console-api.ts";
import { BASE, moveTo, subscribe } from "../parts/use-path.ts";

/** In the order in which they are offered; one that is left out does not compile. */
const OFFERED: Readonly<Record<TicketView, true>> = {
  waiting: true,
  mine: true,
  unassigned: true,
  urgent: true,
  overdue: true,
  held: true,
  snoozed: true,
  resolved: true,
};
export const VIEWS = Object.keys(OFFERED) as readonly TicketView[];

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
