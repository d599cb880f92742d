/** Whether I am there and what I take; shown at once, written by the server. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { DeskBody, DeskView } from "../../console-api.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";

export interface Desk {
  readonly view: DeskView | null;
  readonly change: (change: Partial<DeskBody>) => Promise<void>;
}

export function useDesk(): Desk {
  const api = useApi();
  const { text } = useTexts();
  const { say } = useAnnouncer();
  const [view, setView] = useState<DeskView | null>(null);
  const former = useRef<Promise<unknown>>(Promise.resolve());
  useEffect(() => {
    const stop = new AbortController();
    void api.get<DeskView>("/desk/me", stop.signal).then((called) => {
      if (called.kind === "ok") setView(called.body);
    });
    return () => stop.abort();
  }, [api]);
  const change = useCallback(
    async (changed: Partial<DeskBody>) => {
      if (view === null) return;
      const desk = { ...view.desk, ...changed };
      setView({ ...view, desk });
      // One after the other: of two changes in a row the later one must be the last that the server hears of.
      const written = former.current.then(() => api.put<DeskBody>("/desk/me", desk));
      former.current = written;
      const called = await written;
      if (called.kind !== "ok") {
        setView(view);
        return say(text("error.load.body"), "bad");
      }
      if (changed.availability !== undefined) say(text(`desk.now.${changed.availability}`));
    },
    [api, view, say, text],
  );
  return useMemo(() => ({ view, change }), [view, change]);
}
