/** Proves who one is before the second factor is touched: the password, and the code where there is one. */
import { type FormEvent, useState } from "react";
import { Button, Input, Label, Text, TextField } from "react-aria-components";
import { PasswordField } from "../session/password-field.tsx";
import { useTexts } from "../texts/use-texts.tsx";

interface FormProps<Proof> {
  readonly action: string;
  readonly onCancel: () => void;
  /** Resolves to what went wrong. */
  readonly onSend: (proof: Proof) => Promise<string | null>;
}

interface Proof {
  readonly password: string;
  readonly code?: string;
}

export function ProofForm({ needsCode = false, ...form }: FormProps<Proof> & { readonly needsCode?: boolean }) {
  const { text } = useTexts();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const isReady = password !== "" && (!needsCode || code.trim() !== "");
  return (
    <Sending {...form} isReady={isReady} proof={{ password, ...(needsCode ? { code: code.trim() } : {}) }}>
      <PasswordField
        label={text("account.currentPassword")}
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
      />
      {needsCode ? <CodeField value={code} onChange={setCode} hint={text("signIn.codeHint")} /> : null}
    </Sending>
  );
}

export function CodeForm(form: FormProps<string>) {
  const { text } = useTexts();
  const [code, setCode] = useState("");
  return (
    <Sending {...form} isReady={code.trim() !== ""} proof={code.trim()}>
      <CodeField value={code} onChange={setCode} hint={text("account.codeHint")} />
    </Sending>
  );
}

interface SendingProps<Proof> extends FormProps<Proof> {
  readonly isReady: boolean;
  readonly proof: Proof;
  readonly children: React.ReactNode;
}

function Sending<Proof>({ action, onCancel, onSend, isReady, proof, children }: SendingProps<Proof>) {
  const { text } = useTexts();
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!isReady || isBusy) return;
    setBusy(true);
    setTrouble(await onSend(proof));
    setBusy(false);
  };
  return (
    <form className="access-form" aria-busy={isBusy} onSubmit={(event) => void send(event)}>
      {children}
      {trouble === null ? null : (
        <p className="note note-bad" role="alert">
          {trouble}
        </p>
      )}
      <div className="actions">
        <Button type="submit" className="button button-accent" isDisabled={!isReady || isBusy}>
          {action}
        </Button>
        <Button className="button" onPress={onCancel}>
          {text("action.cancel")}
        </Button>
      </div>
    </form>
  );
}

interface CodeFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint: string;
}

function CodeField({ value, onChange, hint }: CodeFieldProps) {
  const { text } = useTexts();
  return (
    <TextField className="field" isRequired autoComplete="one-time-code" value={value} onChange={onChange}>
      <Label>{text("signIn.code")}</Label>
      <Input dir="ltr" maxLength={40} spellCheck={false} autoCapitalize="none" />
      <Text slot="description">{hint}</Text>
    </TextField>
  );
}
