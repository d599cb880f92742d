/** The saved views with their counts: read again, a little later, whenever the lists have changed. */
import { useCallback, useEffect, useMemo, useState } from "react";
import type { SavedViewBody, SavedViewListView, SavedViewRow } from "../../console-api.ts";
import { useThrottled } from "../inbox/use-queue.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import type { Called } from "../server/call-api.ts";
import { describeFault } from "../server/describe-trouble.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";

export interface SavedViews {
  /** Null until the first answer. */
  readonly views: readonly SavedViewRow[] | null;
  /** True when it was written. */
  readonly save: (viewId: string, body: SavedViewBody) => Promise<boolean>;
  readonly remove: (viewId: string) => Promise<boolean>;
  /** Those of one kind in their new order. */
  readonly arrange: (viewIds: readonly string[]) => Promise<boolean>;
}

/** Each count is a question of its own; a few seconds late is live enough. */
const MIN_PAUSE_MS = 2_000;

export function useSavedViews(changed: unknown): SavedViews {
  const api = useApi();
  const { text } = useTexts();
  const { say } = useAnnouncer();
  const [views, setViews] = useState<readonly SavedViewRow[] | null>(null);
  const read = useCallback(async () => {
    const called = await api.get<SavedViewListView>("/views");
    if (called.kind === "ok") setViews(called.body.views);
  }, [api]);
  const reload = useThrottled(read, MIN_PAUSE_MS);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other lists have other counts
  useEffect(reload, [reload, changed]);
  const write = useCallback(
    async (call: Promise<Called<unknown>>) => {
      const called = await call;
      if (called.kind !== "ok") say(describeFault(called, text, { REQUEST_INVALID: "views.full" }), "bad");
      await read();
      return called.kind === "ok";
    },
    [read, say, text],
  );
  return useMemo(
    () => ({
      views,
      save: (viewId, body) => write(api.put(`/views/${viewId}`, body)),
      remove: (viewId) => write(api.remove(`/views/${viewId}`)),
      arrange: (viewIds) => write(api.put("/view-order", { viewIds })),
    }),
    [views, write, api],
  );
}
