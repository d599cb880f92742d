/**
 * Resolve and snooze are shown at once and written five seconds later: until then they can be taken back, and the
 * buyer has been told nothing. Another one, or a page that closes, writes what waits at once.
 */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useAnnouncer } from "../parts/announcer.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { useCommands } from "./use-commands.tsx";

export interface Undoable {
  readonly ticketIds: readonly string[];
  readonly status: "resolved" | "snoozed";
  readonly sentence: string;
  /** Null, or what went wrong in a sentence. `isLeaving`: the page closes, and nothing of it may wait for an answer. */
  readonly write: (isLeaving: boolean) => Promise<string | null>;
  readonly onUndone: () => void;
}

interface Undo {
  /** Shown as done, and not written yet. */
  readonly pending: Undoable | null;
  readonly start: (undoable: Undoable) => void;
}

const UNDO_MS = 5_000;

const UndoContext = createContext<Undo | null>(null);

export function useUndo(): Undo {
  const undo = useContext(UndoContext);
  if (undo === null) throw new Error("useUndo needs an UndoProvider");
  return undo;
}

export function UndoProvider({ children }: { readonly children: ReactNode }) {
  const { text } = useTexts();
  const { say, hush } = useAnnouncer();
  const [pending, setPending] = useState<Undoable | null>(null);
  const waiting = useRef<{ readonly undoable: Undoable; readonly timer: number } | null>(null);

  const write = useCallback(
    async (isLeaving = false) => {
      const now = waiting.current;
      if (now === null) return;
      waiting.current = null;
      clearTimeout(now.timer);
      const trouble = await now.undoable.write(isLeaving);
      setPending((shown) => (shown === now.undoable ? null : shown));
      if (trouble !== null) say(trouble, "bad");
    },
    [say],
  );

  const undo = useCallback(() => {
    const now = waiting.current;
    if (now === null) return;
    waiting.current = null;
    clearTimeout(now.timer);
    setPending(null);
    hush();
    now.undoable.onUndone();
  }, [hush]);

  const start = useCallback(
    (undoable: Undoable) => {
      void write();
      waiting.current = { undoable, timer: window.setTimeout(() => void write(), UNDO_MS) };
      setPending(undoable);
      say(undoable.sentence, "good", { label: text("action.undo"), key: "Z", run: undo });
    },
    [write, say, text, undo],
  );

  useEffect(() => {
    const onLeave = () => void write(true);
    window.addEventListener("pagehide", onLeave);
    return () => {
      window.removeEventListener("pagehide", onLeave);
      // Another section of the console, or signed out: what was shown as done is done.
      onLeave();
    };
  }, [write]);

  useCommands(
    useMemo(
      () => (pending === null ? [] : [{ commandId: "undo", label: text("action.undo"), key: "z" as const, run: undo }]),
      [pending, text, undo],
    ),
  );
  const value = useMemo(() => ({ pending, start }), [pending, start]);
  return <UndoContext value={value}>{children}</UndoContext>;
}
