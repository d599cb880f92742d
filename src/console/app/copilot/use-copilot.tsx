/** What helps with the open case, read beside it: the hand-over card and the composer show the same. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { CopilotView, SummaryOutcome } from "../../../contracts/copilot.ts";
import type { TicketPageView } from "../../console-api.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";

interface Copilot {
  /** Null while it is read, or when that failed: the case is worked on without. */
  readonly view: CopilotView | null;
  readonly isWriting: boolean;
  /** Why the summary was not written. */
  readonly failure: string | null;
  /** Writes the summary anew, in the console's language. */
  readonly writeSummary: () => void;
}

const SUMMARY_WAIT_MS = 30_000;
const NOTHING: Copilot = { view: null, isWriting: false, failure: null, writeSummary: () => {} };
const CopilotContext = createContext<Copilot>(NOTHING);

export function useCopilot(): Copilot {
  return useContext(CopilotContext);
}

interface CopilotProviderProps {
  readonly page: TicketPageView;
  readonly isViewer: boolean;
  readonly children: ReactNode;
}

export function CopilotProvider({ page, isViewer, children }: CopilotProviderProps) {
  const api = useApi();
  const { language } = useTexts();
  const { ticketId } = page.ticket;
  const [view, setView] = useState<CopilotView | null>(null);
  const [isWriting, setWriting] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const newest = useRef(0);
  // The page is read again whenever something happened to the case, and with it what fits.
  useEffect(() => {
    const turn = ++newest.current;
    void api.get<CopilotView>(`/tickets/${ticketId}/copilot?language=${language}`).then((called) => {
      if (turn === newest.current && called.kind === "ok") setView(called.body);
    });
  }, [api, ticketId, language, page]);

  const write = useCallback(
    async (anew: boolean) => {
      setWriting(true);
      setFailure(null);
      const body = { language, anew };
      const called = await api.post<SummaryOutcome>(`/tickets/${ticketId}/copilot/summary`, body, SUMMARY_WAIT_MS);
      setWriting(false);
      if (called.kind !== "ok" || called.body.kind === "failed") {
        const reason = called.kind === "ok" && called.body.kind === "failed" ? called.body.reason : "unavailable";
        // Who has not asked is not told: what is there is shown in the language it is in.
        return anew ? setFailure(reason) : undefined;
      }
      const { summary } = called.body;
      setView((before) => before && { ...before, summary, isStale: false });
    },
    [api, ticketId, language],
  );

  // Written for the shop's language after the hand-over; an agent who reads another one gets it in theirs, once.
  const isForeign = view?.hasModel === true && view.summary !== null && view.summary.language !== language;
  const asked = useRef("");
  useEffect(() => {
    if (!isForeign || isViewer || asked.current === language) return;
    asked.current = language;
    void write(false);
  }, [isForeign, isViewer, language, write]);

  const copilot = useMemo(
    () => ({ view, isWriting, failure, writeSummary: () => void write(true) }),
    [view, isWriting, failure, write],
  );
  return <CopilotContext value={copilot}>{children}</CopilotContext>;
}
