/** Sends a file and tells how far it is: what `fetch` cannot say. */
import type { ErrorBody } from "../../console-api.ts";
import type { Called } from "./call-api.ts";

export interface FileSending {
  readonly path: string;
  readonly file: Blob;
  readonly csrfToken: string;
  readonly signal: AbortSignal;
  /** From 0 to 1. */
  readonly onProgress: (share: number) => void;
}

export function sendFile<Body>({ path, file, csrfToken, signal, onProgress }: FileSending): Promise<Called<Body>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const fail = () => resolve({ kind: "unreachable" });
    request.open("POST", `/console/api${path}`);
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("content-type", "application/octet-stream");
    request.setRequestHeader("x-csrf-token", csrfToken);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => resolve(readAnswer<Body>(request));
    request.onerror = fail;
    request.onabort = fail;
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

function readAnswer<Body>(request: XMLHttpRequest): Called<Body> {
  try {
    const answer: unknown = JSON.parse(request.responseText);
    if (request.status >= 200 && request.status < 300) return { kind: "ok", body: answer as Body };
    const { error } = answer as Partial<ErrorBody>;
    return { kind: "refused", code: error?.code ?? "INTERNAL", requestId: error?.requestId ?? "", retryAfterS: null };
  } catch {
    // A proxy's page, or half an answer.
    return { kind: "unreachable" };
  }
}
