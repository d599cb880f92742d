/** Where in the inbox one is, kept in the address: /console/<view>/<ticket>. Back and forward work, links can be sent. */
import { useCallback, useSyncExternalStore } from "react";
import type { TicketView } from "../../console-api.ts";

export const VIEWS: readonly TicketView[] = ["waiting", "mine", "held", "resolved"];

export interface Route {
  readonly view: TicketView;
  readonly ticketId: string | null;
}

const BASE = import.meta.env.BASE_URL;
const MOVED = "dragoman:moved";

export function useRoute(): { readonly route: Route; readonly go: (route: Route) => void } {
  const path = useSyncExternalStore(subscribe, () => window.location.pathname);
  const go = useCallback((next: Route) => {
    const address = addressOf(next);
    if (address === window.location.pathname) return;
    window.history.pushState(null, "", address);
    window.dispatchEvent(new Event(MOVED));
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

function subscribe(onChange: () => void): () => void {
  window.addEventListener("popstate", onChange);
  window.addEventListener(MOVED, onChange);
  return () => {
    window.removeEventListener("popstate", onChange);
    window.removeEventListener(MOVED, onChange);
  };
}
