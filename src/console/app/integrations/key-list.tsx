/** The keys of a shop: for whom, with what, used when; made and revoked. */
import { useState } from "react";
import { Button } from "react-aria-components";
import type { ApiKey } from "../../../contracts/api-key.ts";
import type { KeyListView, KeyMadeView } from "../../integrations/integration-api.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { ConfirmDialog, type Question } from "../desk/confirm-dialog.tsx";
import { CopyBox } from "../parts/fields/copy-box.tsx";
import { formatMoment } from "../parts/format-time.ts";
import { NotLoaded } from "../parts/page-loading.tsx";
import { describeFault } from "../server/describe-trouble.ts";
import { useApi } from "../server/use-api.tsx";
import { useLoaded } from "../server/use-loaded.ts";
import type { SignedIn } from "../session/use-session.ts";
import { type Texts, useTexts } from "../texts/use-texts.tsx";
import { NewKey } from "./new-key.tsx";

export function KeyList({ me }: { readonly me: SignedIn["agent"] }) {
  const { text } = useTexts();
  const { body, fault, reload } = useLoaded<KeyListView>("/api-keys");
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<KeyMadeView | null>(null);
  if (body === null) return <NotLoaded fault={fault} reload={reload} />;
  return (
    <section className="stack" aria-labelledby="keys-title">
      <div className="integrations-head">
        <h2 id="keys-title">{text("api.keys")}</h2>
        {isMaking ? null : (
          <Button className="button button-accent" onPress={() => setMaking(true)}>
            {text("api.key.new")}
          </Button>
        )}
      </div>
      {made === null ? null : (
        <CopyBox
          note={text("api.key.once")}
          value={made.key}
          closing={text("api.kept")}
          onClose={() => setMade(null)}
        />
      )}
      {isMaking ? (
        <NewKey
          me={me}
          onCancel={() => setMaking(false)}
          onMade={(key) => {
            setMaking(false);
            setMade(key);
            void reload();
          }}
        />
      ) : null}
      {body.keys.length === 0 ? (
        <p className="muted">{text("api.key.none")}</p>
      ) : (
        <ul className="card integration-rows">
          {body.keys.map((key) => (
            <Row key={key.keyId} of={key} onChanged={reload} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ of: key, onChanged }: { readonly of: ApiKey; readonly onChanged: () => Promise<void> }) {
  const { language, text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const [asked, setAsked] = useState<Question | null>(null);
  const revoke = async () => {
    const called = await api.remove(`/api-keys/${key.keyId}`);
    if (called.kind === "ok") say(text("api.key.revoked", { name: key.name }));
    else say(describeFault(called, text), "bad");
    await onChanged();
  };
  const state = standingOf(key);
  return (
    <li className="integration-row" data-state={state}>
      <div className="grow">
        <p className="integration-name">
          <bdi>{key.name}</bdi> <code dir="ltr">{key.prefix}…</code>{" "}
          {state === "living" ? null : <span className="badge badge-state">{text(`api.key.state.${state}`)}</span>}
        </p>
        <p className="muted small">{describeKey(key, text, language)}</p>
        <p className="integration-tags" dir="ltr">
          {key.scopes.map((scope) => (
            <code key={scope}>{scope}</code>
          ))}
        </p>
      </div>
      {state === "revoked" ? null : (
        <Button
          className="button button-bad"
          aria-label={text("api.key.revoke.of", { name: key.name })}
          onPress={() =>
            setAsked({
              title: text("api.key.revoke.title", { name: key.name }),
              body: text("api.key.revoke.body"),
              action: text("api.key.revoke"),
              run: () => void revoke(),
            })
          }
        >
          {text("api.key.revoke")}
        </Button>
      )}
      <ConfirmDialog asked={asked} onClose={() => setAsked(null)} />
    </li>
  );
}

function standingOf({ revokedAt, expiresAt }: ApiKey): "living" | "revoked" | "over" {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && expiresAt <= Date.now() ? "over" : "living";
}

function describeKey({ agentName, expiresAt, lastUsedAt }: ApiKey, text: Texts["text"], language: string): string {
  return [
    text("api.key.for", { name: agentName }),
    lastUsedAt === null ? text("api.key.unused") : text("api.key.used", { time: formatMoment(lastUsedAt, language) }),
    expiresAt === null ? text("api.key.endless") : text("api.key.until", { time: formatMoment(expiresAt, language) }),
  ].join(" · ");
}
