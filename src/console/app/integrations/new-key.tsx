/** A new key: its name, the person it acts for, what it may do, and for how long. */
import { type FormEvent, useState } from "react";
import { Button, Input, Label, TextField } from "react-aria-components";
import { API_SCOPES, type ApiScope } from "../../../contracts/api-key.ts";
import type { ColleagueListView } from "../../console-api.ts";
import type { KeyMadeView } from "../../integrations/integration-api.ts";
import { describeFault } from "../server/describe-trouble.ts";
import { useApi } from "../server/use-api.tsx";
import { useLoaded } from "../server/use-loaded.ts";
import { useTexts } from "../texts/use-texts.tsx";

const DAYS = ["30", "90", "365", "never"] as const;
const DAY_MS = 86_400_000;
/** What most programs begin with; who wants more ticks it. */
const FIRST: readonly ApiScope[] = ["tickets:read", "messages:read"];

interface NewKeyProps {
  readonly me: { readonly agentId: string; readonly name: string };
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
  const [scopes, setScopes] = useState<ReadonlySet<ApiScope>>(new Set(FIRST));
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const make = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const expiresAt = days === "never" ? null : Date.now() + Number(days) * DAY_MS;
    const sent = { name: name.trim(), agentId, scopes: [...scopes], expiresAt };
    const called = await api.post<KeyMadeView>("/api-keys", sent);
    setBusy(false);
    if (called.kind === "ok") return onMade(called.body);
    setTrouble(describeFault(called, text, { NOT_ALLOWED: "api.key.tooMuch", REQUEST_INVALID: "api.key.invalid" }));
  };
  const toggle = (scope: ApiScope, isOn: boolean) => {
    setScopes(new Set(API_SCOPES.filter((each) => (each === scope ? isOn : scopes.has(each)))));
  };
  return (
    <form className="integration-form" aria-busy={isBusy} onSubmit={(event) => void make(event)}>
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
        <select
          className="select"
          value={days}
          onChange={(event) => setDays(DAYS.find((each) => each === event.currentTarget.value) ?? "90")}
        >
          {DAYS.map((each) => (
            <option key={each} value={each}>
              {each === "never" ? text("api.key.endless") : text("api.key.days", { days: Number(each) })}
            </option>
          ))}
        </select>
      </label>
      <p className="muted small integration-wide">{text("api.key.person.hint")}</p>
      <fieldset className="integration-checks integration-wide">
        <legend>{text("api.key.scopes")}</legend>
        {API_SCOPES.map((scope) => (
          <label key={scope} className="option">
            <input
              type="checkbox"
              checked={scopes.has(scope)}
              onChange={(event) => toggle(scope, event.currentTarget.checked)}
            />
            <span>
              {text(`api.scope.${scope}`)} <code dir="ltr">{scope}</code>
            </span>
          </label>
        ))}
      </fieldset>
      {trouble === null ? null : (
        <p className="note note-bad integration-wide" role="alert">
          {trouble}
        </p>
      )}
      <div className="actions integration-wide">
        <Button className="button" onPress={onCancel}>
          {text("action.cancel")}
        </Button>
        <Button
          type="submit"
          className="button button-accent"
          isDisabled={isBusy || name.trim() === "" || scopes.size === 0}
        >
          {text("api.key.make")}
        </Button>
      </div>
    </form>
  );
}
