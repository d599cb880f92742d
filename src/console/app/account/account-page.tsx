/** One's own account: name, password, second factor, sessions, and how the console looks and sounds here. */
import { type FormEvent, useState } from "react";
import { Button, Input, Label, Text, TextField } from "react-aria-components";
import type { AccountView } from "../../../contracts/access.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { describeRefusal } from "../session/describe-refusal.ts";
import { NotLoaded } from "../parts/page-loading.tsx";
import { SectionPage, type SectionPageProps } from "../parts/section-page.tsx";
import { useApi } from "../server/use-api.tsx";
import { useLoaded } from "../server/use-loaded.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { FactorCard } from "./factor-card.tsx";
import { HereFields } from "./here-fields.tsx";
import { PasswordForm } from "./password-form.tsx";
import { SessionList } from "./session-list.tsx";
import "../styles/access.css";

export function AccountPage(props: SectionPageProps) {
  return (
    <SectionPage {...props} section="account">
      <Account {...props} />
    </SectionPage>
  );
}

function Account({ session, onSessionChange }: SectionPageProps) {
  const { text } = useTexts();
  const { body, fault, reload } = useLoaded<AccountView>("/account");
  if (body === null) return <NotLoaded fault={fault} reload={reload} />;
  const { agent, lacksFactor } = session;
  const change = async () => {
    await reload();
    // What the shop asks for may be there now: every section is open again.
    await onSessionChange();
  };
  return (
    <section className="stack account" aria-labelledby="account-title">
      <div className="knowledge-title">
        <h1 id="account-title">{text("section.account")}</h1>
        <p className="muted small">
          <bdi>{agent.email}</bdi> · {text(`role.${agent.role}`)}
        </p>
      </div>
      {lacksFactor ? (
        <p className="note note-warn" role="alert">
          {text("account.lacksFactor")}
        </p>
      ) : null}
      <FactorCard account={body} onChanged={change} />
      {lacksFactor ? null : (
        <>
          <NameForm name={agent.name} onChanged={onSessionChange} />
          <PasswordForm onChanged={change} />
          <SessionList sessions={body.sessions} onChanged={reload} />
          <HereFields />
        </>
      )}
    </section>
  );
}

function NameForm({ name, onChanged }: { readonly name: string; readonly onChanged: () => Promise<void> }) {
  const { text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const [written, setWritten] = useState(name);
  const isChanged = written.trim() !== name && written.trim() !== "";
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!isChanged) return;
    const trouble = describeRefusal(await api.post<{ kind: string }>("/account/name", { name: written.trim() }), text);
    say(trouble ?? text("account.nameSaved"), trouble === null ? "good" : "bad");
    await onChanged();
  };
  return (
    <section className="card access-card" aria-labelledby="account-name">
      <h2 id="account-name">{text("account.name")}</h2>
      <form className="access-form" onSubmit={(event) => void save(event)}>
        <TextField className="field" isRequired autoComplete="name" value={written} onChange={setWritten}>
          <Label>{text("account.yourName")}</Label>
          <Input dir="auto" maxLength={80} />
          <Text slot="description">{text("account.nameHint")}</Text>
        </TextField>
        <div className="actions">
          <Button type="submit" className="button button-accent" isDisabled={!isChanged}>
            {text("action.save")}
          </Button>
        </div>
      </form>
    </section>
  );
}
