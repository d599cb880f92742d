/** Single keys for everything an agent does often; silent while one types, and on any keyboard layout. */
import { useEffect, useRef } from "react";

export const SHORTCUT_KEYS = ["j", "k", "t", "r", "e", "b", "s", "a", "n", "w", "q", "z", "m", "x", "/", "?"] as const;
export type ShortcutKey = (typeof SHORTCUT_KEYS)[number];

export type Shortcuts = Readonly<Partial<Record<ShortcutKey, () => void>>>;

/** Where the layout has no Latin letters (Russian, Arabic), the place of the key decides. */
const BY_PLACE: Readonly<Record<string, ShortcutKey>> = Object.fromEntries(
  SHORTCUT_KEYS.filter((key) => /[a-z]/.test(key)).map((key) => [`Key${key.toUpperCase()}`, key]),
);

export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  }, [shortcuts]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isElsewhere(event.target)) return;
      const run = latest.current[readKey(event)];
      if (run === undefined) return;
      event.preventDefault();
      run();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

/** The letter that is meant, in whatever layout it was typed. */
export function readKey(event: KeyboardEvent): ShortcutKey {
  const isLatin = /^[\u0020-\u007E]$/.test(event.key);
  const byPlace = event.code === "Slash" ? (event.shiftKey ? "?" : "/") : BY_PLACE[event.code];
  return (isLatin ? event.key.toLowerCase() : (byPlace ?? event.key)) as ShortcutKey;
}

/** In a field the letter is a letter; in a dialog or a menu the page behind is not meant. */
export function isElsewhere(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return target.closest("input, textarea, select, [contenteditable], [role=dialog], [role=menu]") !== null;
}
