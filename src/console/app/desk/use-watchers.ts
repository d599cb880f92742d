/** Who else looks at a ticket or writes in it: heard from the live feed, forgotten ten seconds after the last word. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { LiveEvent } from "../../console-api.ts";
import { useApi } from "../server/use-api.tsx";

type PresenceEvent = Extract<LiveEvent, { kind: "presence" }>;

export interface Watcher {
  readonly agentId: string;
  readonly name: string;
  readonly state: PresenceEvent["state"];
}

interface Heard extends Watcher {
  readonly ticketId: string;
  readonly until: number;
}

const HEARD_MS = 10_000;
const TELL_MS = 5_000;

export interface Watchers {
  readonly hear: (event: PresenceEvent) => void;
  readonly of: (ticketId: string | null) => readonly Watcher[];
}

export function useWatchers(): Watchers {
  const { agentId: ownId } = useApi();
  const [heard, setHeard] = useState<readonly Heard[]>([]);
  useEffect(() => {
    if (heard.length === 0) return;
    const next = Math.min(...heard.map(({ until }) => until));
    const timer = setTimeout(
      () => setHeard((before) => before.filter(({ until }) => until > Date.now())),
      Math.max(50, next - Date.now() + 10),
    );
    return () => clearTimeout(timer);
  }, [heard]);
  const hear = useCallback(
    ({ ticketId, agentId, name, state }: PresenceEvent) => {
      if (agentId === ownId) return;
      // One looks at one ticket at a time: who is heard elsewhere has left the former one.
      setHeard((before) => [
        ...before.filter((each) => each.agentId !== agentId),
        { ticketId, agentId, name, state, until: Date.now() + HEARD_MS },
      ]);
    },
    [ownId],
  );
  const of = useCallback((ticketId: string | null) => heard.filter((each) => each.ticketId === ticketId), [heard]);
  return useMemo(() => ({ hear, of }), [hear, of]);
}

/** Tells the others that I am here, and whether I write; nothing while the page is hidden. */
export function useTellPresence(ticketId: string, draft: string, isSilent: boolean): void {
  const api = useApi();
  const typedAt = useRef(0);
  const former = useRef(draft);
  const tell = useCallback(() => {
    if (isSilent || document.visibilityState === "hidden") return;
    const state = Date.now() - typedAt.current < TELL_MS ? "typing" : "viewing";
    void api.post(`/tickets/${ticketId}/presence`, { state });
  }, [api, ticketId, isSilent]);
  useEffect(() => {
    tell();
    const timer = setInterval(tell, TELL_MS);
    return () => clearInterval(timer);
  }, [tell]);
  useEffect(() => {
    if (draft === former.current) return;
    former.current = draft;
    const wasTyping = Date.now() - typedAt.current < TELL_MS;
    // A field that was emptied is a reply that was sent, or nothing.
    typedAt.current = draft === "" ? 0 : Date.now();
    if (!wasTyping && draft !== "") tell();
  }, [draft, tell]);
}
