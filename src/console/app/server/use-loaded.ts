/** One address of the API, read when the page opens and again when asked; what was shown stays while it loads. */
import { useCallback, useEffect, useMemo, useState } from "react";
import type { Fault } from "./call-api.ts";
import { useApi } from "./use-api.tsx";

export interface Loaded<Body> {
  readonly body: Body | null;
  readonly fault: Fault | null;
  readonly reload: () => Promise<void>;
}

export function useLoaded<Body>(path: string): Loaded<Body> {
  const api = useApi();
  const [shown, setShown] = useState<{ readonly path: string; readonly body: Body } | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const reload = useCallback(async () => {
    const called = await api.get<Body>(path);
    if (called.kind !== "ok") return setFault(called);
    setFault(null);
    setShown({ path, body: called.body });
  }, [api, path]);
  useEffect(() => {
    setFault(null);
    void reload();
  }, [reload]);
  // Another address: what stands there is not what was asked for.
  const body = shown?.path === path ? shown.body : null;
  return useMemo(() => ({ body, fault, reload }), [body, fault, reload]);
}
