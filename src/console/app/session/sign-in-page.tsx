/** The way in. One form, one sentence when it fails, nothing that says whether an e-mail exists. */
import { type FormEvent, useState } from "react";
import { Button, FieldError, Form, Input, Label, Text, TextField } from "react-aria-components";
import type { SignInBody } from "../../console-api.ts";
import { BrandMark } from "../parts/icons.tsx";
import { LanguageSelect } from "../parts/language-select.tsx";
import type { Fault } from "../server/call-api.ts";
import { describeThrottle } from "../server/describe-trouble.ts";
import { type Texts, useTexts } from "../texts/use-texts.tsx";
import type { SignInTrouble } from "./use-session.ts";

interface SignInPageProps {
  readonly needsShop: boolean;
  readonly hasEnded: boolean;
  readonly onSignIn: (body: SignInBody) => Promise<SignInTrouble | null>;
}

export function SignInPage({ needsShop, hasEnded, onSignIn }: SignInPageProps) {
  const { text } = useTexts();
  const [fault, setFault] = useState<Fault | null>(null);
  const [code, setCode] = useState<"not-asked" | "asked" | "wrong">("not-asked");
  const [isBusy, setBusy] = useState(false);
  const [isShown, setShown] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const read = (name: string) => {
      const value = fields.get(name);
      return typeof value === "string" ? value : "";
    };
    setBusy(true);
    setFault(null);
    const shop = read("shop");
    const failed = await onSignIn({
      email: read("email"),
      password: read("password"),
      ...(shop === "" ? {} : { shop }),
      ...(read("code").trim() === "" ? {} : { code: read("code").trim() }),
    });
    setBusy(false);
    if (failed?.kind !== "code-needed") return setFault(failed);
    setCode(failed.wasWrong ? "wrong" : "asked");
  };

  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <header className="sign-in-head">
          <BrandMark />
          <h1>{text("signIn.title")}</h1>
          <p className="muted">{text("signIn.lead")}</p>
        </header>
        {hasEnded && fault === null ? <p className="note note-info">{text("signIn.ended")}</p> : null}
        <Form className="sign-in-form" onSubmit={(event) => void submit(event)}>
          {needsShop ? (
            <TextField name="shop" isRequired autoComplete="organization" className="field" autoFocus>
              <Label>{text("signIn.shop")}</Label>
              <Input dir="ltr" />
              <Text slot="description">{text("signIn.shopHint")}</Text>
              <FieldError />
            </TextField>
          ) : null}
          <TextField name="email" isRequired autoComplete="username" className="field" autoFocus={!needsShop}>
            <Label>{text("signIn.email")}</Label>
            <Input dir="ltr" inputMode="email" spellCheck={false} autoCapitalize="none" />
            <FieldError />
          </TextField>
          <TextField
            name="password"
            isRequired
            autoComplete="current-password"
            className="field"
            type={isShown ? "text" : "password"}
          >
            <Label>{text("signIn.password")}</Label>
            <div className="field-row">
              <Input dir="ltr" spellCheck={false} autoCapitalize="none" />
              <Button className="button-quiet" onPress={() => setShown(!isShown)}>
                {text(isShown ? "signIn.hidePassword" : "signIn.showPassword")}
              </Button>
            </div>
            <FieldError />
          </TextField>
          {code === "not-asked" ? null : (
            <TextField name="code" isRequired autoComplete="one-time-code" className="field" autoFocus>
              <Label>{text("signIn.code")}</Label>
              <Input dir="ltr" maxLength={40} spellCheck={false} autoCapitalize="none" />
              <Text slot="description">{text("signIn.codeHint")}</Text>
              <FieldError />
            </TextField>
          )}
          <p className="note note-bad" role="alert" hidden={fault === null && code !== "wrong"}>
            {fault !== null ? describeFault(fault, text) : code === "wrong" ? text("access.fault.wrong-code") : ""}
          </p>
          <Button type="submit" className="button button-accent button-large" isDisabled={isBusy}>
            {text(isBusy ? "signIn.busy" : "signIn.submit")}
          </Button>
        </Form>
        <p className="muted small">{text("signIn.firstTime")}</p>
      </div>
      <LanguageSelect />
    </main>
  );
}

function describeFault(fault: Fault, text: Texts["text"]): string {
  if (fault.kind === "unreachable") return text("error.load.body");
  if (fault.code === "TOO_MANY_REQUESTS") return describeThrottle(fault, text);
  return fault.code === "NOT_SIGNED_IN" ? text("signIn.wrong") : text("error.load.body");
}
