/** Ctrl K: every action and every view with its key. */
import { useEffect, useMemo } from "react";
import { useTexts } from "../texts/use-texts.tsx";
import { type Pick, PickDialog } from "./pick-dialog.tsx";
import { useRegistry } from "./use-commands.tsx";

export function CommandPalette({
  isOpen,
  onOpenChange,
}: {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}) {
  const { text } = useTexts();
  const registry = useRegistry();

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.code !== "KeyK") return;
      event.preventDefault();
      // Not over another dialog: what is asked there comes first.
      if (document.querySelector("[role=dialog]") === null) onOpenChange(true);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [onOpenChange]);

  // Listed once for each opening: the list must not move under the hand.
  const picks = useMemo<readonly Pick[]>(() => {
    if (!isOpen) return [];
    // What was offered last is nearest: the open ticket's actions before those of the whole page.
    const commands = [...registry.values()].toReversed().flat();
    return commands.map(({ commandId, label, key, run }) => {
      return { pickId: commandId, label, run, ...(key === undefined ? {} : { key: key.toUpperCase() }) };
    });
  }, [isOpen, registry]);
  return <PickDialog title={text("palette.title")} picks={picks} isOpen={isOpen} onOpenChange={onOpenChange} />;
}
