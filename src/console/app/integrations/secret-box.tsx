/** A key or secret, shown once: nobody can look it up later. */
import { useId } from "react";
import { Button } from "react-aria-components";
import { useAnnouncer } from "../parts/announcer.tsx";
import { useTexts } from "../texts/use-texts.tsx";

interface SecretBoxProps {
  readonly note: string;
  readonly secret: string;
  readonly onClose: () => void;
}

export function SecretBox({ note, secret, onClose }: SecretBoxProps) {
  const { text } = useTexts();
  const { say } = useAnnouncer();
  const fieldId = useId();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      say(text("api.copied"));
    } catch {
      // Without https the browser keeps the clipboard to itself.
      const field = document.getElementById(fieldId);
      if (field instanceof HTMLInputElement) field.select();
      say(text("api.copyByHand"));
    }
  };
  return (
    <div className="secret-box" role="status">
      <label htmlFor={fieldId}>{note}</label>
      <div className="secret-line">
        <input id={fieldId} dir="ltr" readOnly value={secret} onFocus={(event) => event.currentTarget.select()} />
        <Button className="button button-accent" onPress={() => void copy()}>
          {text("api.copy")}
        </Button>
        <Button className="button" onPress={onClose}>
          {text("api.kept")}
        </Button>
      </div>
    </div>
  );
}
