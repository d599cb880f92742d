/** What narrows the list now: a button that opens the choices, and each of them as a mark one can take away. */
import { useState } from "react";
import { Button, Dialog, DialogTrigger, Modal, ModalOverlay } from "react-aria-components";
import type { TicketConditions } from "../../../contracts/ticket.ts";
import { TagRemove } from "../case/tags.tsx";
import { nameChannel } from "../parts/badges.tsx";
import { DialogHead } from "../desk/dialog-head.tsx";
import { nameLanguage } from "../parts/format-time.ts";
import { FilterIcon } from "../parts/icons.tsx";
import { type Texts, useTexts } from "../texts/use-texts.tsx";
import { ConditionFields } from "./condition-fields.tsx";
import { tidy } from "./read-conditions.ts";

interface FilterProps {
  readonly conditions: TicketConditions;
  readonly onChange: (conditions: TicketConditions) => void;
}

export function FilterButton({ conditions, onChange }: FilterProps) {
  const { language, text } = useTexts();
  const count = listMarks(conditions, { language, text }).length;
  return (
    <DialogTrigger>
      <Button className="filter-button" aria-label={text("filter.open", { count })}>
        <FilterIcon />
        {count === 0 ? null : <span className="filter-count">{count}</span>}
      </Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="modal">
          <Dialog className="dialog filter-dialog">
            {({ close }) => (
              <>
                <DialogHead title={text("filter.title")} />
                <p className="muted small">{text("filter.lead")}</p>
                <ConditionFields conditions={conditions} onChange={onChange} />
                <div className="actions">
                  <Button className="button" isDisabled={count === 0} onPress={() => onChange({})}>
                    {text("filter.clear")}
                  </Button>
                  <Button className="button button-accent" onPress={close}>
                    {text("filter.show")}
                  </Button>
                </div>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}

interface FilterMarksProps extends FilterProps {
  readonly onSave: () => void;
}

export function FilterMarks({ conditions, onChange, onSave }: FilterMarksProps) {
  const { language, text } = useTexts();
  const marks = listMarks(conditions, { language, text });
  const [isAll, setAll] = useState(false);
  if (marks.length === 0) return null;
  const shown = isAll ? marks : marks.slice(0, MAX_MARKS);
  return (
    <div className="filter-marks" role="group" aria-label={text("filter.title")}>
      {shown.map(({ key, label, without }) => (
        <span key={key} className="tag">
          <bdi>{label}</bdi>
          <TagRemove label={text("tag.remove", { tag: label })} onPress={() => onChange(without)} />
        </span>
      ))}
      {marks.length > shown.length ? (
        <Button className="button-text" onPress={() => setAll(true)}>
          {text("filter.more", { count: marks.length - shown.length })}
        </Button>
      ) : null}
      <Button className="button-text" onPress={onSave}>
        {text("views.save")}
      </Button>
      <Button className="button-text" onPress={() => onChange({})}>
        {text("filter.clear")}
      </Button>
    </div>
  );
}

/** Before the rest is folded away: the list is what one came for. */
const MAX_MARKS = 6;

interface Mark {
  readonly key: string;
  readonly label: string;
  readonly without: TicketConditions;
}

type Naming = Pick<Texts, "language" | "text">;

function listMarks(conditions: TicketConditions, { language, text }: Naming): readonly Mark[] {
  const marksOf = <Value extends string>(
    name: Exclude<keyof TicketConditions, "isOverdue">,
    values: readonly Value[] | undefined,
    nameOf: (value: Value) => string,
  ): readonly Mark[] =>
    (values ?? []).map((value) => ({
      key: `${name}-${value}`,
      label: nameOf(value),
      without: tidy({ ...conditions, [name]: values?.filter((each) => each !== value) }),
    }));
  const { isOverdue, ...others } = conditions;
  return [
    ...(isOverdue ? [{ key: "overdue", label: text("filter.overdue"), without: others }] : []),
    ...marksOf("priorities", conditions.priorities, (each) => text(`priority.${each}`)),
    ...marksOf("statuses", conditions.statuses, (each) => text(`status.${each}`)),
    ...marksOf("languages", conditions.languages, (each) => nameLanguage(each, language)),
    ...marksOf("channels", conditions.channels, (each) => nameChannel(each, text)),
    ...marksOf("categories", conditions.categories, (each) => text(`category.${each}`)),
    ...marksOf("tags", conditions.tags, (each) => each),
  ];
}
