/** Available or away, in sight all day; behind it what I take: languages, subjects, how many at once. */
import { useId } from "react";
import { Button, Dialog, DialogTrigger, Modal, ModalOverlay, Switch } from "react-aria-components";
import { TICKET_CATEGORIES } from "../../../contracts/ticket.ts";
import type { DeskBody, DeskView } from "../../console-api.ts";
import { DialogHead } from "./dialog-head.tsx";
import { nameLanguage } from "../parts/format-time.ts";
import { ChevronIcon } from "../parts/icons.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { ReadingField } from "../languages/reading-field.tsx";
import { Choices } from "./choices.tsx";
import type { Desk } from "./use-desk.ts";

const MAX_CAPACITY = 1_000;

export function PresenceSwitch({ desk }: { readonly desk: Desk }) {
  const { text } = useTexts();
  const { view, change } = desk;
  const isAvailable = view?.desk.availability === "available";
  return (
    <div className="presence" data-availability={view?.desk.availability ?? "unknown"}>
      <Switch
        className="switch"
        isSelected={isAvailable}
        isDisabled={view === null}
        onChange={(isOn) => void change({ availability: isOn ? "available" : "away" })}
      >
        <span className="switch-track" />
        <span>{text(isAvailable ? "desk.available" : "desk.away")}</span>
      </Switch>
      <DialogTrigger>
        <Button className="presence-more" isDisabled={view === null}>
          {view === null ? "" : describeTakes(view, text)}
          <span className="unseen">{text("desk.settings")}</span>
          <ChevronIcon />
        </Button>
        <ModalOverlay className="overlay" isDismissable>
          <Modal className="modal">
            <Dialog className="dialog">
              <DialogHead title={text("desk.settings")} />
              {view === null ? null : <DeskForm view={view} onChange={(changed) => void change(changed)} />}
            </Dialog>
          </Modal>
        </ModalOverlay>
      </DialogTrigger>
    </div>
  );
}

function describeTakes({ desk, shopCapacity }: DeskView, text: ReturnType<typeof useTexts>["text"]): string {
  const count = desk.capacity ?? shopCapacity;
  const languages = desk.languages.map((each) => each.toUpperCase()).join(", ");
  return languages === "" ? text("desk.takesAny", { count }) : text("desk.takes", { count, languages });
}

interface DeskFormProps {
  readonly view: DeskView;
  readonly onChange: (change: Partial<DeskBody>) => void;
}

function DeskForm({ view: { desk, shopLanguages, shopCapacity }, onChange }: DeskFormProps) {
  const { language, text } = useTexts();
  const capacityId = useId();
  return (
    <div className="desk-form">
      <Choices
        title={text("desk.languages")}
        hint={text("desk.anyLanguage")}
        all={shopLanguages}
        chosen={desk.languages}
        nameOf={(each) => nameLanguage(each, language)}
        onChange={(languages) => onChange({ languages })}
      />
      <Choices
        title={text("desk.skills")}
        hint={text("desk.anySkill")}
        all={TICKET_CATEGORIES}
        chosen={desk.skills}
        nameOf={(each) => text(`category.${each}`)}
        onChange={(skills) => onChange({ skills })}
      />
      <ReadingField languages={shopLanguages} />
      <div className="desk-capacity">
        <label htmlFor={capacityId}>{text("desk.capacity")}</label>
        <input
          id={capacityId}
          type="number"
          dir="ltr"
          min={0}
          max={MAX_CAPACITY}
          step={1}
          defaultValue={desk.capacity ?? ""}
          placeholder={String(shopCapacity)}
          onChange={({ currentTarget: { value, validity } }) => {
            const capacity = value === "" ? null : Number(value);
            if (validity.valid && capacity !== desk.capacity) onChange({ capacity });
          }}
        />
        <p className="muted small">{text("desk.capacityHint", { count: shopCapacity })}</p>
      </div>
    </div>
  );
}
