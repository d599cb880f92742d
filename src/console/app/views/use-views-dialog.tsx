/** The dialog of the saved views, what it is opened with, and where one is once a view was saved. */
import { type ReactNode, useState } from "react";
import { type Route, VIEWS } from "../inbox/use-route.ts";
import { joinConditions, readConditions } from "./read-conditions.ts";
import type { SavedViews } from "./use-saved-views.ts";
import { ViewsDialog, type ViewsDialogState } from "./views-dialog.tsx";

interface ViewsDialogOptions {
  readonly route: Route;
  readonly saved: SavedViews;
  readonly mayShare: boolean;
  readonly onGo: (route: Route) => void;
}

export interface ViewsDialogControl {
  readonly dialog: ReactNode;
  readonly editAll: () => void;
  readonly saveThis: () => void;
}

export function useViewsDialog({ route, saved, mayShare, onGo }: ViewsDialogOptions): ViewsDialogControl {
  const [state, setState] = useState<ViewsDialogState>({ kind: "closed" });
  const saveThis = () => {
    const now = readConditions(route.narrowing ?? "");
    const from = saved.views?.find(({ viewId }) => `view-${viewId}` === route.view);
    const base = from?.base ?? VIEWS.find((each) => each === route.view) ?? "open";
    const conditions = from === undefined ? now : joinConditions(from.conditions, now);
    setState({ kind: "new", view: { name: "", base, conditions, isShared: false } });
  };
  const dialog = (
    <ViewsDialog
      state={state}
      saved={saved}
      mayShare={mayShare}
      onClose={() => setState({ kind: "closed" })}
      onSaved={(viewId) => onGo({ view: `view-${viewId}`, ticketId: route.ticketId })}
    />
  );
  return { dialog, saveThis, editAll: () => setState({ kind: "list" }) };
}
