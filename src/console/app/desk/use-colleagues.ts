/** The people of the shop, read when they are needed: to hand a case over, to name somebody in a note. */
import { useCallback, useEffect, useState } from "react";
import type { ColleagueListView, ColleagueView } from "../../console-api.ts";
import { useApi } from "../server/use-api.tsx";

/** Without oneself. Read again whenever `isWanted` turns true. */
export function useColleagues(isWanted: boolean): readonly ColleagueView[] {
  const api = useApi();
  const [agents, setAgents] = useState<readonly ColleagueView[]>([]);
  const read = useCallback(
    async (signal: AbortSignal) => {
      const called = await api.get<ColleagueListView>("/agents", signal);
      if (called.kind === "ok") setAgents(called.body.agents.filter(({ agentId }) => agentId !== api.agentId));
    },
    [api],
  );
  useEffect(() => {
    if (!isWanted) return;
    const stop = new AbortController();
    void read(stop.signal);
    return () => stop.abort();
  }, [isWanted, read]);
  return agents;
}
