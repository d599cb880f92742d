/** Ctrl K: every action and every view with its key. */
import { useEffect, useMemo, useState } from "react";
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
  const [, setOpened] = useState(0);

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

  useEffect(() => {
    if (isOpen) setOpened((times) => times + 1);
  }, [isOpen]);

  // What was offered last is nearest: the open ticket's actions before those of the whole page.
  const commands = isOpen ? [...registry.values()].toReversed().flat() : [];
  const picks = useMemo<readonly Pick[]>(
    () =>
      commands.map(({ commandId, label, key, run }) => {
        return { pickId: commandId, label, run, ...(key === undefined ? {} : { key: key.toUpperCase() }) };
      }),
    // Listed once for each opening: the list must not move under the hand.
    // biome-ignore lint/correctness/useExhaustiveDependencies: see above
    [isOpen],
  );
  return <PickDialog title={text("palette.title")} picks={picks} isOpen={isOpen} onOpenChange={onOpenChange} />;
}
