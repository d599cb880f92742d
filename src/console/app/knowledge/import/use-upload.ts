/** Sends files one after the other: the server reads one at a time, and a lost connection costs one file, not all. */
import { useCallback, useRef, useState } from "react";
import type { ImportRunView } from "../../../import-api.ts";
import type { Fault } from "../../server/call-api.ts";
import { useApi } from "../../server/use-api.tsx";

export const MAX_FILE_BYTES = 20_000_000;
/** Sending 20 MB over a slow line, and up to half a minute of reading. */
const WAIT_MS = 330_000;

export interface ImportWish {
  /** Empty: as it is recognised. */
  readonly language: string;
  readonly publishes: boolean;
}

export interface UnsentFile {
  readonly name: string;
  readonly why: "too-large" | "same-name" | "busy" | "failed" | "not-allowed";
}

export interface Upload {
  readonly sending: { readonly name: string; readonly at: number; readonly total: number } | null;
  readonly unsent: readonly UnsentFile[];
  readonly send: (files: readonly File[], wish: ImportWish) => Promise<void>;
}

export function useUpload(): Upload {
  const api = useApi();
  const [sending, setSending] = useState<Upload["sending"]>(null);
  const [unsent, setUnsent] = useState<readonly UnsentFile[]>([]);
  const isBusy = useRef(false);
  const send = useCallback<Upload["send"]>(
    async (files, wish) => {
      if (isBusy.current || files.length === 0) return;
      isBusy.current = true;
      setUnsent([]);
      const leave = (name: string, why: UnsentFile["why"]) => setUnsent((before) => [...before, { name, why }]);
      const seen = new Set<string>();
      for (const [at, file] of files.entries()) {
        setSending({ name: file.name, at: at + 1, total: files.length });
        // By its name a file is known again: the second would replace what the first has brought.
        if (seen.has(file.name)) leave(file.name, "same-name");
        else if (file.size > MAX_FILE_BYTES) leave(file.name, "too-large");
        else {
          const called = await api.post<ImportRunView>(addressFor(file, wish), file, WAIT_MS);
          if (called.kind !== "ok") leave(file.name, whyUnsent(called));
        }
        seen.add(file.name);
      }
      isBusy.current = false;
      setSending(null);
    },
    [api],
  );
  return { sending, unsent, send };
}

function addressFor({ name }: File, { language, publishes }: ImportWish): string {
  const query = new URLSearchParams({ name });
  if (language !== "") query.set("language", language);
  if (publishes) query.set("publish", "yes");
  return `/knowledge/import?${query.toString()}`;
}

function whyUnsent(fault: Fault): UnsentFile["why"] {
  if (fault.kind === "unreachable") return "failed";
  if (fault.code === "REQUEST_TOO_LARGE") return "too-large";
  if (fault.code === "TOO_MANY_REQUESTS") return "busy";
  return fault.code === "NOT_ALLOWED" ? "not-allowed" : "failed";
}
