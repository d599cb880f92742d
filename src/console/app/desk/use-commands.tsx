/** Everything one can do now, by name: the single keys and the palette are two ways into the same list. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { type ShortcutKey, type Shortcuts, useShortcuts } from "../inbox/use-shortcuts.ts";

export interface Command {
  readonly commandId: string;
  readonly label: string;
  readonly key?: ShortcutKey;
  readonly run: () => void;
}

/** By who offers them; in the order in which they came. */
type Registry = Map<object, readonly Command[]>;

const CommandsContext = createContext<Registry | null>(null);

export function CommandsProvider({ children }: { readonly children: ReactNode }) {
  const [registry] = useState<Registry>(() => new Map());
  return <CommandsContext value={registry}>{children}</CommandsContext>;
}

/** Offers these as long as the caller is on the page. */
export function useCommands(commands: readonly Command[]): void {
  const registry = useRegistry();
  const [owner] = useState(() => ({}));
  useEffect(() => {
    registry.set(owner, commands);
  }, [registry, owner, commands]);
  useEffect(() => () => void registry.delete(owner), [registry, owner]);
  const shortcuts = useMemo<Shortcuts>(
    () => Object.fromEntries(commands.flatMap(({ key, run }) => (key === undefined ? [] : [[key, run]]))),
    [commands],
  );
  useShortcuts(shortcuts);
}

/** Read when the palette opens: what is offered then is what it lists. */
export function useRegistry(): Registry {
  const registry = useContext(CommandsContext);
  if (registry === null) throw new Error("useCommands needs a CommandsProvider");
  return registry;
}
