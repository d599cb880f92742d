/** What can be done with the list as a whole: saved views, what is chosen in it, actions on many, and what comes next. */
import { useCallback, useMemo } from "react";
import type { Queue } from "../inbox/use-queue.ts";
import type { Route } from "../inbox/use-route.ts";
import { type SavedViews, useSavedViews } from "../views/use-saved-views.ts";
import { useViewsDialog, type ViewsDialogControl } from "../views/use-views-dialog.tsx";
import { type Bulk, useBulk } from "./use-bulk.ts";
import { type Selection, useSelection } from "./use-selection.ts";

export interface Worklist {
  readonly saved: SavedViews;
  readonly views: ViewsDialogControl;
  readonly selection: Selection;
  readonly bulk: Bulk;
  /** False where nothing is left to do, and for who may only read. */
  readonly maySelect: boolean;
  /** By key: the row that has the focus, or the ticket that is open. */
  readonly select: (focusedId: string | null) => void;
  /** After a ticket has left this list, the next one in it: the queue can be worked off without the mouse. */
  readonly goOn: () => void;
}

interface WorklistOptions {
  readonly route: Route;
  readonly queue: Queue;
  readonly isViewer: boolean;
  readonly onGo: (route: Route) => void;
  readonly onChanged: () => void;
}

export function useWorklist({ route, queue, isViewer, onGo, onChanged }: WorklistOptions): Worklist {
  const list = queue.shown;
  const saved = useSavedViews(queue.counts);
  const views = useViewsDialog({ route, saved, mayShare: !isViewer, onGo });
  const selection = useSelection(list, askFor(route));
  const bulk = useBulk({ selection, shown: list, onChanged });
  const base = saved.views?.find(({ viewId }) => `view-${viewId}` === route.view)?.base ?? route.view;
  const maySelect = !isViewer && base !== "resolved";
  const select = useCallback(
    (focusedId: string | null) => {
      const ticketId = focusedId ?? route.ticketId;
      if (maySelect && ticketId !== null) selection.toggle(ticketId, false);
    },
    [selection, route, maySelect],
  );
  const goOn = useCallback(() => {
    const at = list?.findIndex(({ ticketId }) => ticketId === route.ticketId) ?? -1;
    // Taken from this list earlier, so no longer in it: the head of the list is next.
    const next = at === -1 ? list?.[0] : (list?.[at + 1] ?? list?.[at - 1]);
    const isPhone = window.matchMedia("(max-width: 47.99rem)").matches;
    onGo({ ...route, ticketId: isPhone ? null : (next?.ticketId ?? null) });
    queue.reload();
  }, [list, route, onGo, queue]);
  return useMemo(
    () => ({ saved, views, selection, bulk, maySelect, select, goOn }),
    [saved, views, selection, bulk, maySelect, select, goOn],
  );
}

/** As the list is asked for. */
function askFor({ view, narrowing }: Route): string {
  return `view=${view}${narrowing === undefined ? "" : `&${narrowing}`}`;
}
