/** A reply to look at, asked for by the agent: kept until it is used, put away, or the buyer writes again. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { SuggestedReply } from "../../../contracts/copilot.ts";
import type { TicketPageView } from "../../console-api.ts";
import { useApi } from "../server/use-api.tsx";

type SuggestionState =
  | { readonly kind: "none" }
  | { readonly kind: "asking" }
  | { readonly kind: "shown"; readonly reply: SuggestedReply };

export interface Suggestion {
  readonly state: SuggestionState;
  readonly ask: () => void;
  readonly putAway: () => void;
}

/** The assistant has ten seconds. */
const WAIT_MS = 20_000;

export function useSuggestion({ ticket, messages }: TicketPageView): Suggestion {
  const api = useApi();
  const { ticketId } = ticket;
  const [state, setState] = useState<SuggestionState>({ kind: "none" });
  const turn = useRef(0);
  const lastSeq = messages.findLast(({ speaker }) => speaker !== "notice")?.seq ?? 0;
  const putAway = useCallback(() => {
    turn.current += 1;
    setState({ kind: "none" });
  }, []);
  // It answered what was said until then.
  useEffect(() => putAway(), [putAway, ticketId, lastSeq]);
  const ask = useCallback(
    () =>
      void (async () => {
        const mine = ++turn.current;
        setState({ kind: "asking" });
        const called = await api.post<SuggestedReply>(`/tickets/${ticketId}/copilot/reply`, {}, WAIT_MS);
        if (mine !== turn.current) return;
        const reply: SuggestedReply = called.kind === "ok" ? called.body : { kind: "nothing", reason: "unavailable" };
        setState({ kind: "shown", reply });
      })(),
    [api, ticketId],
  );
  return useMemo(() => ({ state, ask, putAway }), [state, ask, putAway]);
}
