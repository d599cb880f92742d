/** Asks while one types: a pause behind the last letter, and an answer that comes too late is not shown. */
import { useCallback, useEffect, useState } from "react";
import type { SearchGroup } from "../../../contracts/search.ts";
import type { SearchView } from "../../search/search-api.ts";
import type { Fault } from "../server/call-api.ts";
import { useApi } from "../server/use-api.tsx";
import type { Asked } from "./search-address.ts";

interface Search {
  /** Of what was asked last and answered; null before the first answer. */
  readonly groups: readonly SearchGroup[] | null;
  readonly isAsking: boolean;
  readonly fault: Fault | null;
  readonly retry: () => void;
}

const PAUSE_MS = 120;
/** A few of every kind; of one kind, as many as one reads through. */
const FEW = 5;
const MANY = 50;
/** As the server takes. */
export const MAX_QUERY = 200;

export function useSearch({ query, kind }: Asked): Search {
  const api = useApi();
  const [answer, setAnswer] = useState<{ readonly asked: string; readonly groups: readonly SearchGroup[] } | null>(
    null,
  );
  const [fault, setFault] = useState<Fault | null>(null);
  const [tries, setTries] = useState(0);
  const retry = useCallback(() => setTries((count) => count + 1), []);
  const asked = `${kind ?? ""}:${query}`;
  const isEmpty = query.trim() === "";
  useEffect(() => {
    setFault(null);
    if (isEmpty) return;
    let isStale = false;
    const timer = setTimeout(async () => {
      const kinds = kind === null ? {} : { kinds: [kind] };
      const called = await api.post<SearchView>("/search", { query, limit: kind === null ? FEW : MANY, ...kinds });
      if (isStale) return;
      if (called.kind === "ok") setAnswer({ asked, groups: called.body.groups });
      else setFault(called);
    }, PAUSE_MS);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [api, asked, query, kind, isEmpty, tries]);
  if (isEmpty) return { groups: null, isAsking: false, fault: null, retry };
  // What was found before stays while more is typed, so that nothing flickers.
  return { groups: answer?.groups ?? null, isAsking: answer?.asked !== asked && fault === null, fault, retry };
}
