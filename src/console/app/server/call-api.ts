/** Speaks to the server: JSON both ways, the CSRF token with every change, and faults as values one can show. */
import type { ErrorBody } from "../../console-api.ts";

export type Fault =
  /** No answer came: no network, or the server is away. */
  | { readonly kind: "unreachable" }
  /** The server said no; `requestId` finds the line in its log. */
  | {
      readonly kind: "refused";
      readonly code: ErrorBody["error"]["code"];
      readonly requestId: string;
      readonly retryAfterS: number | null;
    };

export type Called<Body> = { readonly kind: "ok"; readonly body: Body } | Fault;

interface Call {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  /** A file goes as it is, everything else as JSON. */
  readonly body?: object | Blob;
  readonly csrfToken?: string;
  readonly signal?: AbortSignal;
  /** For what takes its time, a model writing an article. */
  readonly waitMs?: number;
  /** The browser sends it even when the page is closed meanwhile. */
  readonly outlivesPage?: boolean;
}

const NO_ANSWER_MS = 20_000;

export async function callApi<Body>({
  method = "GET",
  path,
  body,
  csrfToken,
  signal,
  waitMs = NO_ANSWER_MS,
  outlivesPage = false,
}: Call): Promise<Called<Body>> {
  const headers: Record<string, string> = { accept: "application/json" };
  const isFile = body instanceof Blob;
  if (body !== undefined) headers["content-type"] = isFile ? "application/octet-stream" : "application/json";
  if (csrfToken !== undefined) headers["x-csrf-token"] = csrfToken;
  const limit = AbortSignal.timeout(waitMs);
  try {
    const response = await fetch(`/console/api${path}`, {
      method,
      headers,
      credentials: "same-origin",
      keepalive: outlivesPage,
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
      ...(body === undefined ? {} : { body: isFile ? body : JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (response.ok) return { kind: "ok", body: answer as Body };
    return describeRefusal(response, answer as Partial<ErrorBody>);
  } catch {
    // Network fault, time limit, or an answer that is not ours (a proxy's page): all the same to who waits.
    return { kind: "unreachable" };
  }
}

function describeRefusal(response: Response, answer: Partial<ErrorBody>): Fault {
  const retryAfter = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  return {
    kind: "refused",
    code: answer.error?.code ?? "INTERNAL",
    requestId: answer.error?.requestId ?? "",
    retryAfterS: Number.isNaN(retryAfter) ? null : retryAfter,
  };
}
