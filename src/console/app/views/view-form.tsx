/** One saved view: what it is called, what it narrows, and whose it is. */
import { type FormEvent, useState } from "react";
import { Button, Heading } from "react-aria-components";
import { TICKET_VIEWS } from "../../../contracts/saved-view.ts";
import type { SavedViewBody } from "../../console-api.ts";
import { SelectOne } from "../parts/fields/select-one.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { ConditionFields } from "./condition-fields.tsx";

const MAX_NAME = 60;

interface ViewFormProps {
  readonly title: string;
  readonly view: SavedViewBody;
  readonly mayShare: boolean;
  readonly onSave: (view: SavedViewBody) => Promise<void>;
  readonly onCancel: () => void;
}

export function ViewForm({ title, view, mayShare, onSave, onCancel }: ViewFormProps) {
  const { text } = useTexts();
  const [edited, setEdited] = useState(view);
  const [isBusy, setBusy] = useState(false);
  const change = (changed: Partial<SavedViewBody>) => setEdited((before) => ({ ...before, ...changed }));
  const name = edited.name.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name === "" || isBusy) return;
    setBusy(true);
    void onSave({ ...edited, name }).finally(() => setBusy(false));
  };
  return (
    <form className="view-form" onSubmit={submit} aria-busy={isBusy}>
      <Heading slot="title">{title}</Heading>
      <label className="field">
        <span>{text("views.name")}</span>
        <input
          type="text"
          // biome-ignore lint/a11y/noAutofocus: the form opens for its name
          autoFocus
          dir={edited.name === "" ? undefined : "auto"}
          maxLength={MAX_NAME}
          value={edited.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
      </label>
      <label className="field">
        <span>{text("views.base")}</span>
        <SelectOne
          values={TICKET_VIEWS}
          value={edited.base}
          nameOf={(each) => text(`view.${each}`)}
          onChange={(base) => change({ base })}
        />
      </label>
      <ConditionFields conditions={edited.conditions} onChange={(conditions) => change({ conditions })} />
      {mayShare ? (
        <label className="choice-box">
          <input
            type="checkbox"
            checked={edited.isShared}
            onChange={({ currentTarget: { checked } }) => change({ isShared: checked })}
          />
          <span>{text("views.share")}</span>
        </label>
      ) : null}
      <div className="actions">
        <Button className="button" onPress={onCancel}>
          {text("action.cancel")}
        </Button>
        <Button type="submit" className="button button-accent" isDisabled={name === "" || isBusy}>
          {text("action.save")}
        </Button>
      </div>
    </form>
  );
}
