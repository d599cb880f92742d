/** The imports of the shop as the server knows them, read again every second while one runs, and told when one ends. */
import { useEffect, useRef } from "react";
import type { ImportPageView, ImportResultView } from "../../../import-api.ts";
import { useAnnouncer } from "../../parts/announcer.tsx";
import { type Texts, useTexts } from "../../texts/use-texts.tsx";
import { type Loaded, useLoaded } from "../../server/use-loaded.ts";

const LOOK_MS = 1_000;

export function useImports(isSending: boolean): Loaded<ImportPageView> {
  const { text } = useTexts();
  const { say } = useAnnouncer();
  const loaded = useLoaded<ImportPageView>("/knowledge/import");
  const { body, reload } = loaded;
  const isRunning = body?.runs.some(({ state }) => state.kind === "running") ?? false;
  useEffect(() => {
    if (!isRunning && !isSending) return;
    const timer = setInterval(() => void reload(), LOOK_MS);
    return () => clearInterval(timer);
  }, [isRunning, isSending, reload]);
  const running = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const runs = body?.runs ?? [];
    for (const { runId, name, state } of runs) {
      if (state.kind === "running" || !running.current.has(runId)) continue;
      if (state.kind === "failed") say(text("import.state.failed"), "bad");
      else say(text("import.ended", { name, result: describeResult(state.result, text) }));
    }
    running.current = new Set(runs.filter(({ state }) => state.kind === "running").map(({ runId }) => runId));
  }, [body, say, text]);
  return loaded;
}

/** "2 new · 1 changed": what is none is left out, and nothing at all is said as such. */
export function describeResult(result: ImportResultView, text: Texts["text"]): string {
  const { added, changed, unchanged, gone, refused, published } = result;
  const parts = [
    added > 0 ? text("import.added", { count: added }) : "",
    changed > 0 ? text("import.changed", { count: changed }) : "",
    unchanged > 0 ? text("import.unchanged", { count: unchanged }) : "",
    gone > 0 ? text("import.gone", { count: gone }) : "",
    refused > 0 ? text("import.refused", { count: refused }) : "",
    published > 0 ? text("import.published", { count: published }) : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? text("import.nothing") : parts.join(" · ");
}
