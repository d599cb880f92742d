/** A new place that is told what happens: its address, and of what. */
import { useState } from "react";
import { Input, Label, TextField } from "react-aria-components";
import { WEBHOOK_EVENTS, type WebhookEvent } from "../../../contracts/webhook.ts";
import type { SecretView } from "../../integrations/integration-api.ts";
import { describeFault } from "../server/describe-trouble.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { CodeBoxes, NewForm } from "./new-form.tsx";

interface NewEndpointProps {
  readonly onAdded: (secret: SecretView) => void;
  readonly onCancel: () => void;
}

export function NewEndpoint({ onAdded, onCancel }: NewEndpointProps) {
  const { text } = useTexts();
  const api = useApi();
  const [url, setUrl] = useState("");
  const [description, setDescription] = useState("");
  const [events, setEvents] = useState<readonly WebhookEvent[]>(WEBHOOK_EVENTS);
  const add = async () => {
    const sent = { url: url.trim(), description: description.trim(), events };
    const called = await api.post<SecretView>("/webhooks", sent);
    if (called.kind !== "ok") return describeFault(called, text, { REQUEST_INVALID: "api.webhook.invalid" });
    onAdded(called.body);
    return null;
  };
  return (
    <NewForm
      action={text("api.webhook.add")}
      isReady={url.trim() !== "" && events.length > 0}
      onSend={add}
      onCancel={onCancel}
    >
      <TextField className="field integration-wide" isRequired value={url} onChange={setUrl} autoFocus>
        <Label>{text("api.webhook.url")}</Label>
        <Input dir="ltr" inputMode="url" maxLength={2000} spellCheck={false} autoCapitalize="none" autoComplete="off" />
      </TextField>
      <TextField className="field integration-wide" value={description} onChange={setDescription}>
        <Label>{text("api.webhook.description")}</Label>
        <Input maxLength={200} dir={description === "" ? undefined : "auto"} />
      </TextField>
      <CodeBoxes
        title={text("api.webhook.what")}
        all={WEBHOOK_EVENTS}
        chosen={events}
        nameOf={(each) => text(`api.event.${each}`)}
        onChange={setEvents}
      />
    </NewForm>
  );
}
