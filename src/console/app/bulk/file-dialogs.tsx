/** How everything that is chosen is filed: another priority or category, a tag more or less. */
import { type FormEvent, useState } from "react";
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { TICKET_CATEGORIES, TICKET_PRIORITIES } from "../../../contracts/ticket.ts";
import type { BulkAction } from "../../console-api.ts";
import { PickDialog } from "../desk/pick-dialog.tsx";
import { MAX_TAG_LENGTH, tidyTag } from "../parts/fields/tags-input.tsx";
import { useTexts } from "../texts/use-texts.tsx";

export type Filing = "priority" | "category" | "addTag" | "removeTag";
type Edit = Omit<Extract<BulkAction, { kind: "edit" }>, "kind">;

interface FileDialogsProps {
  readonly asking: Filing | null;
  /** Those that some of them have. */
  readonly tags: readonly string[];
  readonly onClose: () => void;
  readonly onFile: (edit: Edit) => void;
}

export function FileDialogs({ asking, tags, onClose, onFile }: FileDialogsProps) {
  const { text } = useTexts();
  const isTagging = asking === "addTag" || asking === "removeTag";
  return (
    <>
      <PickDialog
        title={text("bulk.priority")}
        isOpen={asking === "priority"}
        onOpenChange={onClose}
        picks={TICKET_PRIORITIES.map((priority) => ({
          pickId: priority,
          label: text(`priority.${priority}`),
          run: () => onFile({ priority }),
        }))}
      />
      <PickDialog
        title={text("bulk.category")}
        isOpen={asking === "category"}
        onOpenChange={onClose}
        picks={TICKET_CATEGORIES.map((category) => ({
          pickId: category,
          label: text(`category.${category}`),
          run: () => onFile({ category }),
        }))}
      />
      <ModalOverlay className="overlay" isOpen={isTagging} onOpenChange={onClose} isDismissable>
        <Modal className="modal">
          <Dialog className="dialog">
            {isTagging ? (
              <TagForm
                title={text(`bulk.${asking}`)}
                tags={tags}
                onClose={onClose}
                onTag={(tag) => onFile(asking === "addTag" ? { addTags: [tag] } : { removeTags: [tag] })}
              />
            ) : null}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}

interface TagFormProps {
  readonly title: string;
  readonly tags: readonly string[];
  readonly onClose: () => void;
  readonly onTag: (tag: string) => void;
}

function TagForm({ title, tags, onClose, onTag }: TagFormProps) {
  const { text } = useTexts();
  const [typed, setTyped] = useState("");
  const tag = tidyTag(typed);
  const take = (chosen: string) => {
    onClose();
    onTag(chosen);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (tag !== "") take(tag);
  };
  return (
    <form className="view-form" onSubmit={submit}>
      <Heading slot="title">{title}</Heading>
      <label className="field">
        <span>{text("bulk.tag")}</span>
        <input
          type="text"
          // biome-ignore lint/a11y/noAutofocus: the dialog opens for this field
          autoFocus
          dir={typed === "" ? undefined : "auto"}
          maxLength={MAX_TAG_LENGTH}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      {tags.length === 0 ? null : (
        <div className="actions">
          {tags.map((each) => (
            <Button key={each} className="button" onPress={() => take(each)}>
              <bdi>{each}</bdi>
            </Button>
          ))}
        </div>
      )}
      <div className="actions">
        <Button className="button" onPress={onClose}>
          {text("action.cancel")}
        </Button>
        <Button type="submit" className="button button-accent" isDisabled={tag === ""}>
          {title}
        </Button>
      </div>
    </form>
  );
}
