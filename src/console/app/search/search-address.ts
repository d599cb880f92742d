/** What is looked for stands behind the # of the address: a link can be sent, and no server or proxy gets to read it. */
import { useCallback, useSyncExternalStore } from "react";
import { SEARCH_KINDS, type SearchKind } from "../../../contracts/search.ts";
import { addressIn, subscribe } from "../parts/use-path.ts";

export interface Asked {
  readonly query: string;
  /** Null: every kind, a few of each. */
  readonly kind: SearchKind | null;
}

export function useAsked(): readonly [asked: Asked, change: (asked: Asked) => void] {
  const hash = useSyncExternalStore(subscribeToHash, () => window.location.hash);
  // Without a step back: each letter would be one.
  const change = useCallback((asked: Asked) => {
    const { pathname, search } = window.location;
    window.history.replaceState(null, "", `${pathname}${search}${hashOf(asked)}`);
    window.dispatchEvent(new Event("hashchange"));
  }, []);
  return [readHash(hash), change];
}

/** `place`: the conversation that is read. */
export function searchAddress(asked: Asked, place = ""): string {
  return `${addressIn("search", place)}${hashOf(asked)}`;
}

function hashOf({ query, kind }: Asked): string {
  const values = new URLSearchParams();
  if (query !== "") values.set("q", query);
  if (kind !== null) values.set("kind", kind);
  return values.size === 0 ? "" : `#${values}`;
}

function readHash(hash: string): Asked {
  const values = new URLSearchParams(hash.slice(1));
  const kind = SEARCH_KINDS.find((each) => each === values.get("kind")) ?? null;
  return { query: values.get("q") ?? "", kind };
}

function subscribeToHash(onChange: () => void): () => void {
  const leave = subscribe(onChange);
  window.addEventListener("hashchange", onChange);
  return () => {
    leave();
    window.removeEventListener("hashchange", onChange);
  };
}
