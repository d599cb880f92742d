/** The address as the page's state: back and forward work, links can be sent, and a move is no reload. */
import { useSyncExternalStore } from "react";

export const BASE = import.meta.env.BASE_URL;
const MOVED = "dragoman:moved";

export const SECTIONS = [
  "inbox",
  "search",
  "knowledge",
  "macros",
  "incidents",
  "satisfaction",
  "quality",
  "manners",
  "desk",
  "team",
  "training",
  "people",
  "account",
  "integrations",
] as const;
export type Section = (typeof SECTIONS)[number];

/** Where one goes while one practises: the others are of the real shop. */
export const PRACTISED_SECTIONS: readonly Section[] = ["inbox", "search", "macros", "incidents"];

/** Of a section that is a list: the list itself, a new thing, or one of them. */
type ListRoute = { readonly kind: "list" } | { readonly kind: "new" } | { readonly kind: "one"; readonly key: string };

/** What stands behind /console/ in the address. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => window.location.pathname + window.location.search).slice(BASE.length);
}

/** /console/macros, /console/macros/new, /console/macros/<key>; incidents alike. */
export function useListRoute(): ListRoute {
  const [, place = ""] = new URL(usePath(), "https://page.invalid/").pathname.slice(1).split("/");
  if (place === "") return { kind: "list" };
  return place === "new" ? { kind: "new" } : { kind: "one", key: place };
}

/** Nothing: the section as it opens. */
export function addressIn(section: Section, place = ""): string {
  return `${BASE}${section === "inbox" ? "waiting" : section}${place === "" ? "" : `/${place}`}`;
}

/** `address` is a whole one, as in a link. */
export function moveTo(address: string): void {
  if (address === window.location.pathname + window.location.search) return;
  window.history.pushState(null, "", address);
  window.dispatchEvent(new Event(MOVED));
}

/** The same place by another address: nothing to go back to. */
export function replaceAddress(address: string): void {
  if (address === window.location.pathname + window.location.search) return;
  window.history.replaceState(null, "", address);
  window.dispatchEvent(new Event(MOVED));
}

/** For links: a plain click moves within the page, a click with a modifier is the browser's. */
export function followLink(event: React.MouseEvent<HTMLAnchorElement>): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const { pathname, search, hash } = event.currentTarget;
  moveTo(pathname + search + hash);
}

export function subscribe(onChange: () => void): () => void {
  window.addEventListener("popstate", onChange);
  window.addEventListener(MOVED, onChange);
  return () => {
    window.removeEventListener("popstate", onChange);
    window.removeEventListener(MOVED, onChange);
  };
}
