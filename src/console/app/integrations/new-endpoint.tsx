/** A new place that is told what happens: its address, and of what. */
import { type FormEvent, useState } from "react";
import { Button, Input, Label, TextField } from "react-aria-components";
import { WEBHOOK_EVENTS, type WebhookEvent } from "../../../contracts/webhook.ts";
import type { SecretView } from "../../integrations/integration-api.ts";
import { describeFault } from "../server/describe-trouble.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";

interface NewEndpointProps {
  readonly onAdded: (secret: SecretView) => void;
  readonly onCancel: () => void;
}

export function NewEndpoint({ onAdded, onCancel }: NewEndpointProps) {
  const { text } = useTexts();
  const api = useApi();
  const [url, setUrl] = useState("");
  const [description, setDescription] = useState("");
  const [events, setEvents] = useState<ReadonlySet<WebhookEvent>>(new Set(WEBHOOK_EVENTS));
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const add = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const sent = { url: url.trim(), description: description.trim(), events: [...events] };
    const called = await api.post<SecretView>("/webhooks", sent);
    setBusy(false);
    if (called.kind === "ok") return onAdded(called.body);
    setTrouble(describeFault(called, text, { REQUEST_INVALID: "api.webhook.invalid" }));
  };
  const toggle = (event: WebhookEvent, isOn: boolean) => {
    setEvents(new Set(WEBHOOK_EVENTS.filter((each) => (each === event ? isOn : events.has(each)))));
  };
  return (
    <form className="integration-form" aria-busy={isBusy} onSubmit={(event) => void add(event)}>
      <TextField className="field integration-wide" isRequired value={url} onChange={setUrl} autoFocus>
        <Label>{text("api.webhook.url")}</Label>
        <Input dir="ltr" inputMode="url" maxLength={2000} spellCheck={false} autoCapitalize="none" autoComplete="off" />
      </TextField>
      <TextField className="field integration-wide" value={description} onChange={setDescription}>
        <Label>{text("api.webhook.description")}</Label>
        <Input maxLength={200} dir={description === "" ? undefined : "auto"} />
      </TextField>
      <fieldset className="integration-checks integration-wide">
        <legend>{text("api.webhook.what")}</legend>
        {WEBHOOK_EVENTS.map((each) => (
          <label key={each} className="option">
            <input
              type="checkbox"
              checked={events.has(each)}
              onChange={(event) => toggle(each, event.currentTarget.checked)}
            />
            <span>
              {text(`api.event.${each}`)} <code dir="ltr">{each}</code>
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
          isDisabled={isBusy || url.trim() === "" || events.size === 0}
        >
          {text("api.webhook.add")}
        </Button>
      </div>
    </form>
  );
}
