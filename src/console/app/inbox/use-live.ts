/** Keeps what is on the screen true: every event and every new connection makes the page read again. */
import { useEffect, useRef, useState } from "react";
import type { LiveEvent } from "../../console-api.ts";
import { followLive, type LiveState } from "../server/follow-live.ts";

interface LiveHandlers {
  readonly onEvent: (event: LiveEvent) => void;
  readonly onConnected: () => void;
  readonly onSignedOut: () => void;
  readonly onBeat: () => void;
}

export function useLive(handlers: LiveHandlers): LiveState {
  const [state, setState] = useState<LiveState>("connecting");
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  }, [handlers]);
  useEffect(
    () =>
      followLive({
        onEvent: (event) => latest.current.onEvent(event),
        onState: (next) => {
          setState(next);
          if (next === "connected") latest.current.onConnected();
        },
        onSignedOut: () => latest.current.onSignedOut(),
        onBeat: () => latest.current.onBeat(),
      }),
    [],
  );
  return state;
}
