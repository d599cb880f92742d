/** Behind a link: who is invited says who they are and thinks up a password; who forgot theirs, only the password. */
import { type FormEvent, useEffect, useState } from "react";
import { Button, Input, Label, Text, TextField } from "react-aria-components";
import type { LinkView } from "../../../contracts/access.ts";
import type { Language } from "../../../contracts/language.ts";
import { describeRefusal, isAboutPassword, type Refused } from "./describe-refusal.ts";
import { ErrorState } from "../parts/error-state.tsx";
import { nameLanguage } from "../parts/format-time.ts";
import { BrandMark } from "../parts/icons.tsx";
import { LanguageSelect } from "../parts/language-select.tsx";
import { PageLoading } from "../parts/page-loading.tsx";
import { PasswordField } from "./password-field.tsx";
import { callApi, type Called } from "../server/call-api.ts";
import { useTexts } from "../texts/use-texts.tsx";
import "../styles/access.css";

interface JoinPageProps {
  /** Behind the #, where no server sees it. */
  readonly ticket: string;
  /** There is a password now; who was invited is signed in. */
  readonly onDone: () => void;
}

type Open = Exclude<LinkView, { kind: "void" }>;

export function JoinPage({ ticket, onDone }: JoinPageProps) {
  const { text } = useTexts();
  const [found, setFound] = useState<Called<LinkView> | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    void callApi<LinkView>({ method: "POST", path: "/access/link", body: { ticket } }).then((called) => {
      if (isCurrent) setFound(called);
    });
    return () => {
      isCurrent = false;
    };
  }, [ticket, round]);
  if (found === null) return <PageLoading />;
  const isVoid = found.kind === "ok" && found.body.kind === "void";
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        {found.kind !== "ok" ? <ErrorState fault={found} onRetry={() => setRound(round + 1)} /> : null}
        {isVoid ? (
          <header className="sign-in-head">
            <BrandMark />
            <h1>{text("join.void")}</h1>
            <p className="muted">{text("join.void.long")}</p>
          </header>
        ) : null}
        {found.kind === "ok" && found.body.kind !== "void" ? (
          <JoinForm ticket={ticket} link={found.body} onDone={onDone} />
        ) : null}
      </div>
      <LanguageSelect />
    </main>
  );
}

function JoinForm({ ticket, link, onDone }: JoinPageProps & { readonly link: Open }) {
  const { text } = useTexts();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [languages, setLanguages] = useState<readonly Language[]>([]);
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<{ readonly isPassword: boolean; readonly said: string } | null>(null);
  const isInvited = link.kind === "invitation";
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    const body = { ticket, password, ...(isInvited ? { name: name.trim(), languages } : {}) };
    const called = await callApi<{ readonly kind: "done" } | Refused>({
      method: "POST",
      path: "/access/link/accept",
      body,
    });
    setBusy(false);
    const said = describeRefusal(called, text);
    if (said === null) return onDone();
    const isPassword = called.kind === "ok" && called.body.kind === "refused" && isAboutPassword(called.body);
    setTrouble({ isPassword, said });
  };
  return (
    <>
      <header className="sign-in-head">
        <BrandMark />
        <h1>{text(`join.${link.kind}`, { shop: link.shopName })}</h1>
        <p className="muted">
          <bdi>{link.email}</bdi> · {text(`role.${link.role}`)}
        </p>
      </header>
      <form className="sign-in-form" aria-busy={isBusy} onSubmit={(event) => void send(event)}>
        {isInvited ? (
          <TextField className="field" isRequired autoComplete="name" value={name} onChange={setName}>
            <Label>{text("account.yourName")}</Label>
            <Input dir="auto" maxLength={80} />
            <Text slot="description">{text("account.nameHint")}</Text>
          </TextField>
        ) : null}
        <PasswordField
          label={text(isInvited ? "signIn.password" : "account.newPassword")}
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          hint={text("join.passwordHint")}
          fault={trouble?.isPassword ? trouble.said : null}
        />
        {isInvited ? <LanguageBoxes from={link.shopLanguages} chosen={languages} onChange={setLanguages} /> : null}
        {trouble === null || trouble.isPassword ? null : (
          <p className="note note-bad" role="alert">
            {trouble.said}
          </p>
        )}
        <Button
          type="submit"
          className="button button-accent button-large"
          isDisabled={isBusy || password === "" || (isInvited && name.trim() === "")}
        >
          {text(isInvited ? "join.submit" : "join.resetSubmit")}
        </Button>
      </form>
    </>
  );
}

interface LanguageBoxesProps {
  readonly from: readonly Language[];
  readonly chosen: readonly Language[];
  readonly onChange: (languages: readonly Language[]) => void;
}

function LanguageBoxes({ from, chosen, onChange }: LanguageBoxesProps) {
  const { language, text } = useTexts();
  return (
    <fieldset className="fieldset">
      <legend className="small">{text("join.languages")}</legend>
      <div className="join-languages">
        {from.map((each) => (
          <label key={each} className="option">
            <input
              type="checkbox"
              checked={chosen.includes(each)}
              onChange={() =>
                onChange(chosen.includes(each) ? chosen.filter((one) => one !== each) : [...chosen, each])
              }
            />
            <span>{nameLanguage(each, language)}</span>
          </label>
        ))}
      </div>
      <p className="muted small">{text("join.languagesHint")}</p>
    </fieldset>
  );
}
