/** The draft said otherwise by a model: put in its place unless the agent has written on, and one tap brings it back. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { RewriteFault, RewriteManner, Rewritten } from "../../../contracts/copilot.ts";
import type { Replies } from "../conversation/use-replies.ts";
import { useApi } from "../server/use-api.tsx";

export type RewriteState =
  | { readonly kind: "idle" }
  | { readonly kind: "running"; readonly manner: RewriteManner }
  /** As long as the field holds these words. */
  | { readonly kind: "done"; readonly manner: RewriteManner; readonly before: string; readonly after: string }
  | { readonly kind: "unchanged" | "overtaken" }
  | { readonly kind: "refused"; readonly fault: RewriteFault }
  | { readonly kind: "failed"; readonly reason: string };

export interface Rewrite {
  readonly state: RewriteState;
  readonly run: (manner: RewriteManner) => void;
  readonly undo: () => void;
}

const WAIT_MS = 70_000;
const IDLE: RewriteState = { kind: "idle" };

export function useRewrite(ticketId: string, { draft, changeDraft }: Replies): Rewrite {
  const api = useApi();
  const [state, setState] = useState<RewriteState>(IDLE);
  const latest = useRef(draft);
  useEffect(() => {
    latest.current = draft;
  }, [draft]);
  // What is said about the words goes with the words.
  const isOver = state.kind === "done" ? draft !== state.after : state.kind !== "running" && draft === "";
  useEffect(() => {
    if (isOver) setState(IDLE);
  }, [isOver]);

  const run = useCallback(
    (manner: RewriteManner) =>
      void (async () => {
        const before = latest.current;
        setState({ kind: "running", manner });
        const body = { text: before, manner };
        const called = await api.post<Rewritten>(`/tickets/${ticketId}/copilot/rewrite`, body, WAIT_MS);
        if (called.kind !== "ok") {
          const isLong = called.kind === "refused" && called.code === "REQUEST_INVALID";
          return setState({ kind: "failed", reason: isLong ? "too-long" : "unavailable" });
        }
        const answer = called.body;
        if (answer.kind !== "rewritten") return setState(answer);
        if (latest.current !== before) return setState({ kind: "overtaken" });
        latest.current = answer.text;
        changeDraft(answer.text);
        setState({ kind: "done", manner, before, after: answer.text });
      })(),
    [api, ticketId, changeDraft],
  );

  const undo = useCallback(() => {
    if (state.kind !== "done") return;
    changeDraft(state.before);
    setState(IDLE);
  }, [state, changeDraft]);

  return useMemo(() => ({ state, run, undo }), [state, run, undo]);
}
