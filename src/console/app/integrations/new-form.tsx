/** The form of a new key or endpoint: its fields, what it may do or hears of, and what went wrong. */
import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "react-aria-components";
import type { ChoiceBoxesProps } from "../desk/choices.tsx";
import { useTexts } from "../texts/use-texts.tsx";

interface NewFormProps {
  readonly action: string;
  readonly isReady: boolean;
  /** Resolves to what went wrong. */
  readonly onSend: () => Promise<string | null>;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

export function NewForm({ action, isReady, onSend, onCancel, children }: NewFormProps) {
  const { text } = useTexts();
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setTrouble(await onSend());
    setBusy(false);
  };
  return (
    <form className="card integration-form" aria-busy={isBusy} onSubmit={(event) => void send(event)}>
      {children}
      {trouble === null ? null : (
        <p className="note note-bad integration-wide" role="alert">
          {trouble}
        </p>
      )}
      <div className="actions integration-wide">
        <Button className="button" onPress={onCancel}>
          {text("action.cancel")}
        </Button>
        <Button type="submit" className="button button-accent" isDisabled={isBusy || !isReady}>
          {action}
        </Button>
      </div>
    </form>
  );
}

interface CodeBoxesProps<Value extends string> extends ChoiceBoxesProps<Value> {
  readonly title: string;
}

/** Each with the word that stands for it in the API. */
export function CodeBoxes<Value extends string>({ title, all, chosen, nameOf, onChange }: CodeBoxesProps<Value>) {
  return (
    <fieldset className="integration-checks integration-wide">
      <legend>{title}</legend>
      {all.map((value) => (
        <label key={value} className="option">
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={({ currentTarget: { checked } }) =>
              onChange(all.filter((each) => (each === value ? checked : chosen.includes(each))))
            }
          />
          <span>
            {nameOf(value)} <code dir="ltr">{value}</code>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
