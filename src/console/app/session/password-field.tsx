/** A password that one may look at while typing it, and what was wrong with it. */
import { useState } from "react";
import { Button, Input, Label, Text, TextField } from "react-aria-components";
import { useTexts } from "../texts/use-texts.tsx";

interface PasswordFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** For one that exists, or for one that is being thought up. */
  readonly autoComplete: "current-password" | "new-password";
  readonly hint?: string;
  /** Null: nothing is wrong. */
  readonly fault?: string | null;
}

export function PasswordField({ label, value, onChange, autoComplete, hint, fault = null }: PasswordFieldProps) {
  const { text } = useTexts();
  const [isShown, setShown] = useState(false);
  return (
    <TextField
      className="field"
      isRequired
      isInvalid={fault !== null}
      // Said, not enforced: the browser would not send the form again before the fault is gone.
      validationBehavior="aria"
      type={isShown ? "text" : "password"}
      autoComplete={autoComplete}
      value={value}
      onChange={onChange}
    >
      <Label>{label}</Label>
      <div className="field-row">
        <Input dir="ltr" maxLength={256} spellCheck={false} autoCapitalize="none" />
        <Button className="button-quiet" onPress={() => setShown(!isShown)}>
          {text(isShown ? "signIn.hidePassword" : "signIn.showPassword")}
        </Button>
      </div>
      {hint === undefined ? null : <Text slot="description">{hint}</Text>}
      {fault === null ? null : (
        <Text slot="errorMessage" className="note note-bad">
          {fault}
        </Text>
      )}
    </TextField>
  );
}
