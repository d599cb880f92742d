/** A link that lets somebody in, shown once: nobody can look it up later. */
import { useId } from "react";
import { Button } from "react-aria-components";
import { useAnnouncer } from "../parts/announcer.tsx";
import { BASE } from "../parts/use-path.ts";
import { useTexts } from "../texts/use-texts.tsx";

interface LinkBoxProps {
  readonly ticket: string;
  readonly note: string;
  readonly onClose: () => void;
}

export function LinkBox({ ticket, note, onClose }: LinkBoxProps) {
  const { text } = useTexts();
  const { say } = useAnnouncer();
  const fieldId = useId();
  // Behind the #: browsers do not send it, so no server and no proxy writes it down.
  const link = `${window.location.origin}${BASE}join#${ticket}`;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      say(text("people.copied"));
    } catch {
      // Without https the browser keeps the clipboard to itself.
      const field = document.getElementById(fieldId);
      if (field instanceof HTMLInputElement) field.select();
      say(text("people.copyByHand"));
    }
  };
  return (
    <div className="link-box">
      <label htmlFor={fieldId}>{note}</label>
      <div className="link-line">
        <input id={fieldId} dir="ltr" readOnly value={link} onFocus={(event) => event.currentTarget.select()} />
        <Button className="button button-accent" onPress={() => void copy()}>
          {text("people.copy")}
        </Button>
        <Button className="button" onPress={onClose}>
          {text("action.close")}
        </Button>
      </div>
    </div>
  );
}
