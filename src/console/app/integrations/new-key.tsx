/** A new key: its name, the person it acts for, what it may do, and for how long. */
import { useState } from "react";
import { Input, Label, TextField } from "react-aria-components";
import { API_SCOPES, type ApiScope } from "../../../contracts/api-key.ts";
import type { ColleagueListView } from "../../console-api.ts";
import type { KeyMadeView } from "../../integrations/integration-api.ts";
import { SelectOne } from "../parts/fields/select-one.tsx";
import { describeFault } from "../server/describe-trouble.ts";
import { useApi } from "../server/use-api.tsx";
import { useLoaded } from "../server/use-loaded.ts";
import type { SignedIn } from "../session/use-session.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { CodeBoxes, NewForm } from "./new-form.tsx";

const DAYS = ["30", "90", "365", "never"] as const;
const DAY_MS = 86_400_000;
/** What most programs begin with; who wants more ticks it. */
const FIRST: readonly ApiScope[] = ["tickets:read", "messages:read"];

interface NewKeyProps {
  readonly me: SignedIn["agent"];
  readonly onMade: (key: KeyMadeView) => void;
  readonly onCancel: () => void;
}

export function NewKey({ me, onMade, onCancel }: NewKeyProps) {
  const { text } = useTexts();
  const api = useApi();
  const { body: people } = useLoaded<ColleagueListView>("/agents");
  const [name, setName] = useState("");
  const [agentId, setAgentId] = useState(me.agentId);
  const [days, setDays] = useState<(typeof DAYS)[number]>("90");
  const [scopes, setScopes] = useState(FIRST);
  const make = async () => {
    const expiresAt = days === "never" ? null : Date.now() + Number(days) * DAY_MS;
    const called = await api.post<KeyMadeView>("/api-keys", { name: name.trim(), agentId, scopes, expiresAt });
    if (called.kind !== "ok") {
      return describeFault(called, text, { NOT_ALLOWED: "api.key.tooMuch", REQUEST_INVALID: "api.key.invalid" });
    }
    onMade(called.body);
    return null;
  };
  return (
    <NewForm
      action={text("api.key.make")}
      isReady={name.trim() !== "" && scopes.length > 0}
      onSend={make}
      onCancel={onCancel}
    >
      <TextField className="field" isRequired value={name} onChange={setName} autoFocus>
        <Label>{text("api.key.name")}</Label>
        <Input maxLength={80} dir={name === "" ? undefined : "auto"} placeholder={text("api.key.name.example")} />
      </TextField>
      <label className="field">
        <span>{text("api.key.person")}</span>
        <select className="select" value={agentId} onChange={(event) => setAgentId(event.currentTarget.value)}>
          {(people?.agents ?? [me]).map((agent) => (
            <option key={agent.agentId} value={agent.agentId}>
              {agent.name}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{text("api.key.end")}</span>
        <SelectOne
          values={DAYS}
          value={days}
          nameOf={(each) => (each === "never" ? text("api.key.endless") : text("api.key.days", { days: Number(each) }))}
          onChange={setDays}
        />
      </label>
      <p className="muted small integration-wide">{text("api.key.person.hint")}</p>
      <CodeBoxes
        title={text("api.key.scopes")}
        all={API_SCOPES}
        chosen={scopes}
        nameOf={(each) => text(`api.scope.${each}`)}
        onChange={setScopes}
      />
    </NewForm>
  );
}
