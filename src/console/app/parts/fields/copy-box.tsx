/** What is shown once and copied from here: nobody can look it up later. */
import { useId } from "react";
import { Button } from "react-aria-components";
import { useTexts } from "../../texts/use-texts.tsx";
import { useAnnouncer } from "../announcer.tsx";

interface CopyBoxProps {
  readonly note: string;
  readonly value: string;
  /** What one says by putting it away. */
  readonly closing: string;
  readonly autoFocus?: boolean;
  readonly onClose: () => void;
}

export function CopyBox({ note, value, closing, autoFocus = false, onClose }: CopyBoxProps) {
  const { text } = useTexts();
  const { say } = useAnnouncer();
  const fieldId = useId();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      say(text("copy.done"));
    } catch {
      // Without https the browser keeps the clipboard to itself.
      const field = document.getElementById(fieldId);
      if (field instanceof HTMLInputElement) field.select();
      say(text("copy.byHand"));
    }
  };
  return (
    <div className="copy-box" role="status">
      <label htmlFor={fieldId}>{note}</label>
      <div className="copy-line">
        <input id={fieldId} dir="ltr" readOnly value={value} onFocus={(event) => event.currentTarget.select()} />
        <Button className="button button-accent" autoFocus={autoFocus} onPress={() => void copy()}>
          {text("copy.copy")}
        </Button>
        <Button className="button" onPress={onClose}>
          {closing}
        </Button>
      </div>
    </div>
  );
}
