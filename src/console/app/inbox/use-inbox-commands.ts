/** What the keys and the palette offer wherever one is in the inbox. */
import { type RefObject, useMemo } from "react";
import type { SavedViewRow } from "../../console-api.ts";
import { type Command, useCommands } from "../desk/use-commands.tsx";
import type { Desk } from "../desk/use-desk.ts";
import { addressIn, moveTo, SECTIONS } from "../parts/use-path.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { type Route, VIEWS } from "./use-route.ts";

interface InboxCommands {
  readonly desk: Desk;
  readonly isViewer: boolean;
  readonly searchField: RefObject<HTMLInputElement | null>;
  readonly saved: readonly SavedViewRow[] | null;
  /** The row that has the focus; null when none has. */
  readonly onSelect: (ticketId: string | null) => void;
  readonly onGo: (route: Route) => void;
  readonly onHelp: (isOpen: boolean) => void;
}

export function useInboxCommands(props: InboxCommands): void {
  const { desk, isViewer, searchField, saved, onSelect, onGo, onHelp } = props;
  const { text } = useTexts();
  useCommands(
    useMemo<readonly Command[]>(() => {
      const isAvailable = desk.view?.desk.availability === "available";
      return [
        { commandId: "next", label: text("shortcuts.next"), key: "j", run: () => focusRow(1) },
        { commandId: "previous", label: text("shortcuts.previous"), key: "k", run: () => focusRow(-1) },
        { commandId: "filter", label: text("shortcuts.filter"), run: () => searchField.current?.focus() },
        { commandId: "search", label: text("shortcuts.search"), key: "/", run: () => moveTo(addressIn("search")) },
        ...VIEWS.map((view) => ({
          commandId: `view-${view}`,
          label: text("palette.view", { view: text(`view.${view}`) }),
          run: () => onGo({ view, ticketId: null }),
        })),
        ...(saved ?? []).map(({ viewId, name }) => ({
          commandId: `view-${viewId}`,
          label: text("palette.view", { view: name }),
          run: () => onGo({ view: `view-${viewId}`, ticketId: null }),
        })),
        ...(isViewer
          ? []
          : [
              {
                commandId: "select",
                label: text("shortcuts.select"),
                key: "x" as const,
                run: () => onSelect(focusedTicket()),
              },
            ]),
        ...SECTIONS.filter((section) => section !== "inbox" && section !== "search").map((section) => ({
          commandId: section,
          label: text(`section.${section}`),
          run: () => moveTo(addressIn(section)),
        })),
        ...(isViewer || desk.view === null
          ? []
          : [
              {
                commandId: "availability",
                label: text(isAvailable ? "desk.goAway" : "desk.comeBack"),
                run: () => void desk.change({ availability: isAvailable ? "away" : "available" }),
              },
            ]),
        { commandId: "help", label: text("menu.shortcuts"), key: "?", run: () => onHelp(true) },
      ];
    }, [desk, isViewer, searchField, saved, text, onSelect, onGo, onHelp]),
  );
}

/** Moves the focus in the list; Enter then opens, because a row is a link. */
function focusRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLAnchorElement>(".queue-row")];
  const focused = rows.findIndex((row) => row === document.activeElement);
  const opened = rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  const from = focused === -1 ? opened : focused;
  const target = from === -1 ? rows[0] : rows[Math.min(rows.length - 1, Math.max(0, from + step))];
  target?.focus();
}

function focusedTicket(): string | null {
  return document.activeElement?.closest(".queue-row")?.getAttribute("data-ticket") ?? null;
}
