/** Invites somebody: address and role in, a link out that works once and for seven days. */
import { type FormEvent, useState } from "react";
import { Button, Input, Label, TextField } from "react-aria-components";
import { AGENT_ROLES } from "../../../contracts/permission.ts";
import type { AgentRole } from "../../../contracts/stores.ts";
import { describeRefusal } from "../session/describe-refusal.ts";
import { SelectOne } from "../parts/fields/select-one.tsx";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { LinkBox } from "./link-box.tsx";

interface InviteFormProps {
  readonly ownRole: AgentRole;
  readonly onInvited: () => Promise<void>;
}

interface Invited {
  readonly email: string;
  readonly ticket: string;
}

export function InviteForm({ ownRole, onInvited }: InviteFormProps) {
  const { text } = useTexts();
  const api = useApi();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<AgentRole>("agent");
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [invited, setInvited] = useState<Invited | null>(null);
  const roles = AGENT_ROLES.slice(0, AGENT_ROLES.indexOf(ownRole) + 1);
  const invite = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const called = await api.post<{ readonly kind: string; readonly ticket?: string }>("/people/invitations", {
      email: email.trim(),
      role,
    });
    setBusy(false);
    setTrouble(describeRefusal(called, text));
    if (called.kind !== "ok" || called.body.ticket === undefined) return;
    setInvited({ email: email.trim(), ticket: called.body.ticket });
    setEmail("");
    await onInvited();
  };
  return (
    <section className="card access-card" aria-labelledby="people-invite">
      <h2 id="people-invite">{text("people.invite")}</h2>
      <form className="invite-form" aria-busy={isBusy} onSubmit={(event) => void invite(event)}>
        <TextField className="field" isRequired type="email" autoComplete="off" value={email} onChange={setEmail}>
          <Label>{text("signIn.email")}</Label>
          <Input dir="ltr" maxLength={254} spellCheck={false} autoCapitalize="none" />
        </TextField>
        <label className="field">
          <span>{text("people.role")}</span>
          <SelectOne values={roles} value={role} nameOf={(each) => text(`role.${each}`)} onChange={setRole} />
        </label>
        <Button type="submit" className="button button-accent" isDisabled={isBusy || email.trim() === ""}>
          {text("people.makeLink")}
        </Button>
      </form>
      <p className="muted small">{text(`role.${role}.long`)}</p>
      {trouble === null ? null : (
        <p className="note note-bad" role="alert">
          {trouble}
        </p>
      )}
      {invited === null ? null : (
        <LinkBox
          ticket={invited.ticket}
          note={text("people.invited", { email: invited.email })}
          onClose={() => setInvited(null)}
        />
      )}
    </section>
  );
}
