/**
 * Where in the inbox one is, kept in the address: /console/<view>/<ticket>?<what narrows it>. Back and forward work,
 * links can be sent.
 */
import { useCallback, useMemo, useSyncExternalStore } from "react";
import { TICKET_VIEWS, type TicketView } from "../../../contracts/saved-view.ts";
import { BASE, moveTo, replaceAddress, subscribe } from "../parts/use-path.ts";
import { readConditions, writeConditions } from "../views/read-conditions.ts";

export const VIEWS = TICKET_VIEWS;

/** A built-in one, or a saved one by its id. */
export type ViewName = TicketView | `view-${string}`;

export interface Route {
  readonly view: ViewName;
  readonly ticketId: string | null;
  /** As in an address; left out: nothing narrows it. */
  readonly narrowing?: string;
}

interface Going {
  readonly route: Route;
  readonly go: (route: Route) => void;
  /** Without a step back: what narrows a list changes with every tick. */
  readonly replace: (route: Route) => void;
}

export function useRoute(): Going {
  const address = useSyncExternalStore(subscribe, () => window.location.pathname + window.location.search);
  const route = useMemo(() => readRoute(address), [address]);
  const go = useCallback((next: Route) => moveTo(addressOf(next)), []);
  const replace = useCallback((next: Route) => replaceAddress(addressOf(next)), []);
  return useMemo(() => ({ route, go, replace }), [route, go, replace]);
}

export function addressOf({ view, ticketId, narrowing = "" }: Route): string {
  const place = ticketId === null ? `${BASE}${view}` : `${BASE}${view}/${ticketId}`;
  return narrowing === "" ? place : `${place}?${narrowing}`;
}

function readRoute(address: string): Route {
  const [path = "", search = ""] = address.slice(BASE.length).split("?", 2);
  const [view = "", ticketId] = path.split("/");
  const narrowing = writeConditions(readConditions(search));
  return { view: readView(view), ticketId: ticketId || null, ...(narrowing === "" ? {} : { narrowing }) };
}

function readView(name: string): ViewName {
  if (/^view-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u.test(name)) return name as ViewName;
  return VIEWS.find((each) => each === name) ?? "waiting";
}
