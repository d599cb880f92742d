/**
 * Files beside the draft: uploaded at once, so that the reply itself goes in a moment. What the server has is remembered
 * in the browser like the draft's words; what failed stays in sight until it is tried again or taken away.
 */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { FileRulesView, UploadedView, UploadView } from "../../files/files-api.ts";
import { keep } from "../desk/use-draft.ts";
import { makeId } from "../server/make-id.ts";
import { useApi } from "../server/use-api.tsx";

export type Refusal = Extract<UploadedView, { kind: "refused" }>["why"] | "too-many";

export interface DraftFile {
  readonly uploadId: string;
  readonly name: string;
  readonly bytes: number;
  readonly isImage: boolean;
  readonly state:
    | { readonly kind: "sending"; readonly share: number }
    | { readonly kind: "ready" }
    | { readonly kind: "failed" }
    | { readonly kind: "refused"; readonly why: Refusal };
}

export interface Uploads {
  readonly files: readonly DraftFile[];
  readonly ready: readonly UploadView[];
  /** Nothing is on its way or in trouble: what is seen is what goes. */
  readonly isSettled: boolean;
  readonly add: (files: Iterable<File>) => void;
  readonly remove: (uploadId: string) => void;
  readonly retry: (uploadId: string) => void;
  /** They go with a reply: the tray is empty. */
  readonly take: () => readonly UploadView[];
  /** Of a reply that was not sent. */
  readonly putBack: (uploads: readonly UploadView[]) => void;
}

export function useUploads(place: string, ticketId: string, rules: FileRulesView | null): Uploads {
  const { upload, remove: forget } = useApi();
  const name = `dragoman.files.${place}`;
  const [files, setFiles] = useState<readonly DraftFile[]>(() => readKept(name));
  const sending = useRef(new Map<string, { readonly file: File; stop: AbortController }>());
  useEffect(() => keep(name, writeKept(files)), [name, files]);
  useEffect(() => {
    const running = sending.current;
    return () => {
      for (const { stop } of running.values()) stop.abort();
    };
  }, []);

  const change = useCallback(
    (uploadId: string, state: DraftFile["state"]) =>
      setFiles((before) => before.map((each) => (each.uploadId === uploadId ? { ...each, state } : each))),
    [],
  );
  const start = useCallback(
    async (uploadId: string, file: File) => {
      const stop = new AbortController();
      sending.current.set(uploadId, { file, stop });
      const query = new URLSearchParams({ uploadId, name: file.name.slice(-300) });
      const called = await upload<UploadedView>(`/tickets/${ticketId}/files?${query}`, file, {
        signal: stop.signal,
        onProgress: (share) => change(uploadId, { kind: "sending", share }),
      });
      if (stop.signal.aborted) return;
      if (called.kind !== "ok") {
        const isTooLarge = called.kind === "refused" && called.code === "REQUEST_TOO_LARGE";
        return change(uploadId, isTooLarge ? { kind: "refused", why: "too-large" } : { kind: "failed" });
      }
      const { body } = called;
      if (body.kind === "refused") return change(uploadId, { kind: "refused", why: body.why });
      setFiles((before) =>
        before.map((each) => (each.uploadId === uploadId ? { ...body.upload, state: { kind: "ready" } } : each)),
      );
    },
    [upload, ticketId, change],
  );

  const add = useCallback(
    (added: Iterable<File>) => {
      const fresh = Array.from(added, (file, index) => {
        const uploadId = makeId();
        const why = findRefusal(file, files.length + index, rules);
        if (why === null) void start(uploadId, file);
        return draftOf(uploadId, file, why);
      });
      setFiles((before) => [...before, ...fresh]);
    },
    [files.length, rules, start],
  );
  const remove = useCallback(
    (uploadId: string) => {
      sending.current.get(uploadId)?.stop.abort();
      sending.current.delete(uploadId);
      setFiles((before) => before.filter((each) => each.uploadId !== uploadId));
      void forget(`/files/${uploadId}`);
    },
    [forget],
  );
  const retry = useCallback(
    (uploadId: string) => {
      const known = sending.current.get(uploadId);
      if (!known) return;
      change(uploadId, { kind: "sending", share: 0 });
      void start(uploadId, known.file);
    },
    [change, start],
  );
  const ready = useMemo(() => files.flatMap((file) => (file.state.kind === "ready" ? [viewOf(file)] : [])), [files]);
  const take = useCallback(() => {
    setFiles([]);
    return ready;
  }, [ready]);
  const putBack = useCallback((uploads: readonly UploadView[]) => {
    setFiles((before) => [...uploads.map((each) => ({ ...each, state: { kind: "ready" as const } })), ...before]);
  }, []);
  const isSettled = ready.length === files.length;
  return useMemo(
    () => ({ files, ready, isSettled, add, remove, retry, take, putBack }),
    [files, ready, isSettled, add, remove, retry, take, putBack],
  );
}

function draftOf(uploadId: string, file: File, why: Refusal | null): DraftFile {
  return {
    uploadId,
    name: file.name,
    bytes: file.size,
    isImage: file.type.startsWith("image/"),
    state: why === null ? { kind: "sending", share: 0 } : { kind: "refused", why },
  };
}

/** What the server would refuse anyway, said before anything is uploaded. */
function findRefusal(file: File, before: number, rules: FileRulesView | null): Refusal | null {
  if (rules === null) return "no-files";
  if (before >= rules.maxFiles) return "too-many";
  if (file.size === 0) return "empty";
  return file.size > rules.maxBytes ? "too-large" : null;
}

function viewOf({ uploadId, name, bytes, isImage }: DraftFile): UploadView {
  return { uploadId, name, bytes, isImage };
}

function writeKept(files: readonly DraftFile[]): string {
  const ready = files.filter(({ state }) => state.kind === "ready").map(viewOf);
  return ready.length === 0 ? "" : JSON.stringify(ready);
}

function readKept(name: string): readonly DraftFile[] {
  const stored = localStorage.getItem(name);
  if (stored === null) return [];
  return (JSON.parse(stored) as readonly UploadView[]).map((each) => ({ ...each, state: { kind: "ready" } }));
}
