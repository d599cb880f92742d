/** The signed-in agent's calls: the CSRF token goes along, and an ended session leads back to the sign-in. */
import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { SignedIn } from "../session/use-session.ts";
import { type Called, callApi } from "./call-api.ts";
import { type FileSending, sendFile } from "./send-file.ts";

export interface Api {
  readonly agentId: string;
  readonly get: <Body>(path: string, signal?: AbortSignal) => Promise<Called<Body>>;
  /** Without a body for what the address alone says. */
  readonly post: <Body>(
    path: string,
    body?: object | Blob,
    waitMs?: number,
    signal?: AbortSignal,
  ) => Promise<Called<Body>>;
  readonly put: <Body>(path: string, body: object, waitMs?: number) => Promise<Called<Body>>;
  readonly patch: <Body>(path: string, body: object) => Promise<Called<Body>>;
  /** Sent even when the page is closed meanwhile. */
  readonly postSurely: <Body>(path: string, body: object) => Promise<Called<Body>>;
  readonly remove: <Body>(path: string) => Promise<Called<Body>>;
  /** A file as it is, and how far it is. */
  readonly upload: <Body>(
    path: string,
    file: Blob,
    options: Pick<FileSending, "signal" | "onProgress">,
  ) => Promise<Called<Body>>;
}

const LEADS_AWAY: readonly string[] = ["NOT_SIGNED_IN", "SECOND_FACTOR_MISSING"];

const ApiContext = createContext<Api | null>(null);

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (api === null) throw new Error("useApi needs an ApiProvider");
  return api;
}

interface ApiProviderProps {
  readonly session: SignedIn;
  readonly onSessionEnd: () => void;
  readonly children: ReactNode;
}

export function ApiProvider({ session, onSessionEnd, children }: ApiProviderProps) {
  const { csrfToken } = session;
  const { agentId } = session.agent;
  const api = useMemo<Api>(() => {
    const watch = <Body,>(called: Called<Body>): Called<Body> => {
      // Both lead to another page: the way in, or one's own account.
      if (called.kind === "refused" && LEADS_AWAY.includes(called.code)) onSessionEnd();
      return called;
    };
    return {
      agentId,
      get: async <Body,>(path: string, signal?: AbortSignal) =>
        watch(await callApi<Body>({ path, ...(signal === undefined ? {} : { signal }) })),
      post: async <Body,>(path: string, body?: object | Blob, waitMs?: number, signal?: AbortSignal) => {
        const sent = {
          ...(body === undefined ? {} : { body }),
          ...(waitMs === undefined ? {} : { waitMs }),
          ...(signal === undefined ? {} : { signal }),
        };
        return watch(await callApi<Body>({ method: "POST", path, csrfToken, ...sent }));
      },
      put: async <Body,>(path: string, body: object, waitMs?: number) =>
        watch(
          await callApi<Body>({ method: "PUT", path, csrfToken, body, ...(waitMs === undefined ? {} : { waitMs }) }),
        ),
      patch: async <Body,>(path: string, body: object) =>
        watch(await callApi<Body>({ method: "PATCH", path, csrfToken, body })),
      postSurely: async <Body,>(path: string, body: object) =>
        watch(await callApi<Body>({ method: "POST", path, csrfToken, body, outlivesPage: true })),
      upload: async <Body,>(path: string, file: Blob, options: Pick<FileSending, "signal" | "onProgress">) =>
        watch(await sendFile<Body>({ path, file, csrfToken, ...options })),
      remove: async <Body,>(path: string) => watch(await callApi<Body>({ method: "DELETE", path, csrfToken })),
    };
  }, [csrfToken, agentId, onSessionEnd]);
  return <ApiContext value={api}>{children}</ApiContext>;
}
