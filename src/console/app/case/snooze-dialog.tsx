/** Until when: an hour, tomorrow, Monday, or a moment of one's own; in the agent's own time. */
import { type FormEvent, useState } from "react";
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { type Pick, PickDialog } from "../desk/pick-dialog.tsx";
import { formatAhead } from "../parts/format-time.ts";
import { useTexts } from "../texts/use-texts.tsx";

const HOUR_MS = 3_600_000;
const MORNING_HOUR = 9;
const MONDAY = 1;

interface SnoozeDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onSnooze: (until: number) => void;
}

export function SnoozeDialog({ isOpen, onOpenChange, onSnooze }: SnoozeDialogProps) {
  const { language, text } = useTexts();
  const [isPicking, setPicking] = useState(false);
  const now = new Date();
  const choices = [
    { pickId: "hour", label: text("snooze.hour"), until: now.getTime() + HOUR_MS },
    { pickId: "tomorrow", label: text("snooze.tomorrow"), until: morningIn(now, 1) },
    { pickId: "monday", label: text("snooze.monday"), until: morningIn(now, daysToMonday(now)) },
  ];
  const picks: readonly Pick[] = [
    ...choices.map(({ pickId, label, until }) => {
      return { pickId, label, detail: formatAhead(until, language), run: () => onSnooze(until) };
    }),
    { pickId: "own", label: text("snooze.own"), run: () => setPicking(true) },
  ];
  return (
    <>
      <PickDialog title={text("snooze.title")} picks={picks} isOpen={isOpen} onOpenChange={onOpenChange} />
      <ModalOverlay className="overlay" isOpen={isPicking} onOpenChange={setPicking} isDismissable>
        <Modal className="modal">
          <Dialog className="dialog">
            <OwnMoment
              onCancel={() => setPicking(false)}
              onSnooze={(until) => {
                setPicking(false);
                onSnooze(until);
              }}
            />
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}

function OwnMoment({ onSnooze, onCancel }: OwnMomentProps) {
  const { text } = useTexts();
  const [value, setValue] = useState(() => toField(morningIn(new Date(), 1)));
  const until = new Date(value).getTime();
  const isFuture = until > Date.now();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isFuture) onSnooze(until);
  };
  return (
    <form className="own-moment" onSubmit={submit}>
      <Heading slot="title">{text("snooze.own")}</Heading>
      <label className="field">
        <span>{text("snooze.until")}</span>
        <input
          type="datetime-local"
          dir="ltr"
          required
          min={toField(Date.now())}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
      </label>
      {isFuture ? null : (
        <p className="note note-bad" role="alert">
          {text("snooze.past")}
        </p>
      )}
      <div className="actions">
        <Button className="button" onPress={onCancel}>
          {text("action.cancel")}
        </Button>
        <Button type="submit" className="button button-accent" isDisabled={!isFuture}>
          {text("action.snooze")}
        </Button>
      </div>
    </form>
  );
}

interface OwnMomentProps {
  readonly onSnooze: (until: number) => void;
  readonly onCancel: () => void;
}

function morningIn(now: Date, days: number): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING_HOUR).getTime();
}

/** The next one: on a Monday, that of the week after. */
function daysToMonday(now: Date): number {
  return (MONDAY - now.getDay() + 7) % 7 || 7;
}

/** Local time as the field wants it. */
function toField(at: number): string {
  const shifted = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
