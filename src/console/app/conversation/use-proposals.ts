/** What the assistant proposed in one conversation: read again with the ticket, decided once, and said in a sentence. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ProposalListView, ProposalView, TicketPageView } from "../../console-api.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { describeFault } from "../server/describe-trouble.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";

export type Verdict = "approve" | "reject";

export interface ShownProposals {
  readonly list: readonly ProposalView[];
  /** The last reading failed; what stands there may be old. */
  readonly isStale: boolean;
  readonly isBusy: boolean;
  readonly reload: () => Promise<void>;
  readonly decide: (proposalId: string, verdict: Verdict, reason: string) => Promise<void>;
}

/** Decided meanwhile, or expired. */
const REASONS = { NOT_FOUND: "proposal.refused", TRANSITION_FORBIDDEN: "proposal.refused" } as const;

export function useProposals(page: TicketPageView): ShownProposals {
  const api = useApi();
  const { text } = useTexts();
  const { say } = useAnnouncer();
  const [list, setList] = useState<readonly ProposalView[]>([]);
  const [isStale, setStale] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const newest = useRef(0);
  // Of the whole case; as one value, so that what is read again with the same ones is not another question.
  const asked = page.conversations.map(({ conversationId }) => conversationId).join(",");

  const reload = useCallback(async () => {
    const turn = ++newest.current;
    const answers = await Promise.all(
      asked.split(",").map((each) => api.get<ProposalListView>(`/proposals?conversation=${encodeURIComponent(each)}`)),
    );
    // An answer that was overtaken by a newer question is old news.
    if (turn !== newest.current) return;
    const read = answers.flatMap((called) => (called.kind === "ok" ? [called.body.proposals] : []));
    setStale(read.length < answers.length);
    if (read.length === answers.length) setList(read.flat());
  }, [api, asked]);

  // The page is a new one whenever the live feed made it read the ticket again.
  useEffect(() => void reload(), [reload, page]);

  const decide = useCallback(
    async (proposalId: string, verdict: Verdict, reason: string) => {
      setBusy(true);
      const body = reason.trim() === "" ? {} : { reason: reason.trim() };
      const called = await api.post<ProposalView>(`/proposals/${encodeURIComponent(proposalId)}/${verdict}`, body);
      if (called.kind === "ok") {
        // Shown at once; a list that was asked for before the decision is old news.
        newest.current += 1;
        setList((before) => before.map((each) => (each.proposalId === proposalId ? called.body : each)));
      }
      if (called.kind === "ok") say(text(`proposal.done.${verdict}`));
      else say(describeFault(called, text, REASONS), "bad");
      await reload();
      setBusy(false);
    },
    [api, text, say, reload],
  );
  return useMemo(() => ({ list, isStale, isBusy, reload, decide }), [list, isStale, isBusy, reload, decide]);
}
