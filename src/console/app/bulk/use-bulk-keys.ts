/** As long as something is chosen the keys of an action mean what is chosen, not the ticket that is open. */
import { useEffect, useRef } from "react";
import { isElsewhere, readKey } from "../inbox/use-shortcuts.ts";

type BulkKey = "e" | "t" | "s" | "a" | "Escape";

interface BulkKeys {
  readonly isOn: boolean;
  readonly keys: Readonly<Record<BulkKey, () => void>>;
}

export function useBulkKeys({ isOn, keys }: BulkKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  }, [keys]);
  useEffect(() => {
    if (!isOn) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isElsewhere(event.target)) return;
      const name = event.key === "Escape" ? event.key : readKey(event);
      const run = (latest.current as Readonly<Record<string, () => void>>)[name];
      if (run === undefined) return;
      event.preventDefault();
      // Before those of the open ticket, which would act on it alone.
      event.stopImmediatePropagation();
      run();
    };
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [isOn]);
}
