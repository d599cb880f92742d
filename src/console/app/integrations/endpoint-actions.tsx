/** What one does with an endpoint: test it, pause it, renew its secret, send again what failed, take it away. */
import { useState } from "react";
import { Button } from "react-aria-components";
import type { WebhookEndpoint } from "../../../contracts/webhook.ts";
import type { SecretView } from "../../integrations/integration-api.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { ConfirmDialog, type Question } from "../desk/confirm-dialog.tsx";
import { CopyBox } from "../parts/fields/copy-box.tsx";
import { addressIn, moveTo } from "../parts/use-path.ts";
import type { Called } from "../server/call-api.ts";
import { describeFault } from "../server/describe-trouble.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";

interface EndpointActionsProps {
  readonly endpoint: WebhookEndpoint;
  readonly path: string;
  readonly onChanged: () => Promise<void>;
}

export function EndpointActions({ endpoint, path, onChanged }: EndpointActionsProps) {
  const { text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const [asked, setAsked] = useState<Question | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const act = async (call: () => Promise<Called<unknown>>, done: string) => {
    const called = await call();
    if (called.kind === "ok") say(done);
    else say(describeFault(called, text), "bad");
    await onChanged();
  };
  const renew = async () => {
    const called = await api.post<SecretView>(`${path}/secret`);
    if (called.kind === "ok") setSecret(called.body.secret);
    else say(describeFault(called, text), "bad");
  };
  const remove = async () => {
    const called = await api.remove(path);
    if (called.kind === "ok") moveTo(addressIn("integrations"));
    else say(describeFault(called, text), "bad");
  };
  const ask = (what: "renew" | "remove", run: () => Promise<void>) =>
    setAsked({
      title: text(`api.webhook.${what}.title`),
      body: text(`api.webhook.${what}.body`),
      action: text(`api.webhook.${what}`),
      run: () => void run(),
    });
  const isOn = endpoint.state === "active";
  const change = isOn ? "paused" : "active";
  return (
    <>
      <div className="actions">
        <Button
          className="button"
          isDisabled={!isOn}
          onPress={() => void act(() => api.post(`${path}/test`), text("api.webhook.tested"))}
        >
          {text("api.webhook.test")}
        </Button>
        <Button
          className={isOn ? "button" : "button button-accent"}
          onPress={() => void act(() => api.patch(path, { state: change }), text(`api.webhook.now.${change}`))}
        >
          {text(`api.webhook.to.${change}`)}
        </Button>
        <Button
          className="button"
          onPress={() => void act(() => api.post(`${path}/resend-failed`), text("api.delivery.again"))}
        >
          {text("api.webhook.resendFailed")}
        </Button>
        <Button className="button" onPress={() => void onChanged()}>
          {text("api.webhook.reload")}
        </Button>
        <Button className="button" onPress={() => ask("renew", renew)}>
          {text("api.webhook.renew")}
        </Button>
        <Button className="button button-bad" onPress={() => ask("remove", remove)}>
          {text("api.webhook.remove")}
        </Button>
      </div>
      {secret === null ? null : (
        <CopyBox
          note={text("api.webhook.once")}
          value={secret}
          closing={text("api.kept")}
          onClose={() => setSecret(null)}
        />
      )}
      <ConfirmDialog asked={asked} onClose={() => setAsked(null)} />
    </>
  );
}
