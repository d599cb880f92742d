/** The address as the page's state: back and forward work, links can be sent, and a move is no reload. */
import { useSyncExternalStore } from "react";

export const BASE = import.meta.env.BASE_URL;
const MOVED = "dragoman:moved";

/** What stands behind /console/ in the address. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => window.location.pathname + window.location.search).slice(BASE.length);
}

/** `address` is a whole one, as in a link. */
export function moveTo(address: string): void {
  if (address === window.location.pathname + window.location.search) return;
  window.history.pushState(null, "", address);
  window.dispatchEvent(new Event(MOVED));
}

/** For links: a plain click moves within the page, a click with a modifier is the browser's. */
export function followLink(event: React.MouseEvent<HTMLAnchorElement>): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  moveTo(event.currentTarget.pathname + event.currentTarget.search);
}

export function subscribe(onChange: () => void): () => void {
  window.addEventListener("popstate", onChange);
  window.addEventListener(MOVED, onChange);
  return () => {
    window.removeEventListener("popstate", onChange);
    window.removeEventListener(MOVED, onChange);
  };
}
