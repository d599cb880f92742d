/** The saved views in their order: rename and change them, move them, delete them; or one that is being written. */
import { useState } from "react";
import { Button, Dialog, Modal, ModalOverlay } from "react-aria-components";
import type { SavedViewBody, SavedViewRow } from "../../console-api.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { DialogHead } from "../desk/dialog-head.tsx";
import { DownIcon, UpIcon } from "../parts/icons.tsx";
import { makeId } from "../server/make-id.ts";
import { useTexts } from "../texts/use-texts.tsx";
import type { SavedViews } from "./use-saved-views.ts";
import { ViewForm } from "./view-form.tsx";

/** Nothing open, all of them, or one that is begun from what one looks at. */
export type ViewsDialogState =
  | { readonly kind: "closed" }
  | { readonly kind: "list" }
  | { readonly kind: "new"; readonly view: SavedViewBody };

interface ViewsDialogProps {
  readonly state: ViewsDialogState;
  readonly saved: SavedViews;
  readonly mayShare: boolean;
  readonly onClose: () => void;
  readonly onSaved: (viewId: string) => void;
}

export function ViewsDialog({ state, saved, mayShare, onClose, onSaved }: ViewsDialogProps) {
  const { text } = useTexts();
  return (
    <ModalOverlay
      className="overlay"
      isOpen={state.kind !== "closed"}
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      isDismissable
    >
      <Modal className="modal">
        <Dialog className="dialog filter-dialog">
          {state.kind === "new" ? (
            <ViewForm
              title={text("views.save")}
              view={state.view}
              mayShare={mayShare}
              onCancel={onClose}
              onSave={async (view) => {
                const viewId = makeId();
                if (!(await saved.save(viewId, view))) return;
                onClose();
                onSaved(viewId);
              }}
            />
          ) : (
            <AllViews saved={saved} mayShare={mayShare} />
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function AllViews({ saved, mayShare }: Pick<ViewsDialogProps, "saved" | "mayShare">) {
  const { text } = useTexts();
  const { say } = useAnnouncer();
  const [editedId, setEditedId] = useState<string | null>(null);
  const views = saved.views ?? [];
  const edited = views.find(({ viewId }) => viewId === editedId);
  if (edited !== undefined) {
    const { name, base, conditions, isShared } = edited;
    return (
      <ViewForm
        title={text("views.change")}
        view={{ name, base, conditions, isShared }}
        mayShare={mayShare}
        onCancel={() => setEditedId(null)}
        onSave={async (view) => {
          if (await saved.save(edited.viewId, view)) setEditedId(null);
        }}
      />
    );
  }
  return (
    <>
      <DialogHead title={text("views.title")} />
      {views.length === 0 ? <p className="muted">{text("views.none")}</p> : null}
      {[true, false].map((isShared) => (
        <ViewList
          key={String(isShared)}
          title={text(isShared ? "views.shared" : "views.own")}
          views={views.filter((each) => each.isShared === isShared)}
          mayMove={mayShare || !isShared}
          onMove={(viewIds) => void saved.arrange(viewIds)}
          onEdit={setEditedId}
          onRemove={(view) =>
            void saved.remove(view.viewId).then((isGone) => {
              if (isGone) say(text("views.removed", { name: view.name }));
            })
          }
        />
      ))}
    </>
  );
}

interface ViewListProps {
  readonly title: string;
  readonly views: readonly SavedViewRow[];
  readonly mayMove: boolean;
  readonly onMove: (viewIds: readonly string[]) => void;
  readonly onEdit: (viewId: string) => void;
  readonly onRemove: (view: SavedViewRow) => void;
}

function ViewList({ title, views, mayMove, onMove, onEdit, onRemove }: ViewListProps) {
  const { text } = useTexts();
  if (views.length === 0) return null;
  const move = (from: number, to: number) => {
    const viewIds = views.map(({ viewId }) => viewId);
    const [moved] = viewIds.splice(from, 1);
    if (moved !== undefined) onMove(viewIds.toSpliced(to, 0, moved));
  };
  return (
    <section className="view-list">
      <h3>{title}</h3>
      <ol>
        {views.map((view, at) => (
          <li key={view.viewId} className="view-line">
            <bdi className="view-line-name">{view.name}</bdi>
            <Button
              className="button-icon"
              aria-label={text("views.up", { name: view.name })}
              isDisabled={!mayMove || at === 0}
              onPress={() => move(at, at - 1)}
            >
              <UpIcon />
            </Button>
            <Button
              className="button-icon"
              aria-label={text("views.down", { name: view.name })}
              isDisabled={!mayMove || at === views.length - 1}
              onPress={() => move(at, at + 1)}
            >
              <DownIcon />
            </Button>
            {view.mayChange ? (
              <>
                <Button
                  className="button"
                  aria-label={text("views.change.of", { name: view.name })}
                  onPress={() => onEdit(view.viewId)}
                >
                  {text("composer.edit")}
                </Button>
                <Button
                  className="button button-bad"
                  aria-label={text("views.remove.of", { name: view.name })}
                  onPress={() => onRemove(view)}
                >
                  {text("views.remove")}
                </Button>
              </>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
}
