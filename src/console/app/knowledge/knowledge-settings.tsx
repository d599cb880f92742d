/** What the shop decides about its knowledge: expired articles, when to be warned, thumbs under answers. */
import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import type { KnowledgeSettings } from "../../../contracts/knowledge-base.ts";
import type { KnowledgeListView } from "../../knowledge-api.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { NotLoaded } from "../parts/page-loading.tsx";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { useLoaded } from "../server/use-loaded.ts";

const EXPIRED = ["mark", "withhold"] as const;

export function KnowledgeSettingsForm() {
  const { text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const { body, fault, reload } = useLoaded<KnowledgeListView>("/knowledge");
  const [settings, setSettings] = useState<KnowledgeSettings | null>(null);
  useEffect(() => setSettings(body?.settings ?? null), [body]);
  if (settings === null || body === null) return <NotLoaded fault={fault} reload={reload} />;
  const save = async () => {
    const called = await api.post("/knowledge/settings", settings);
    if (called.kind === "ok") say(text("knowledge.settings.saved"));
    else say(text("knowledge.failed"), "bad");
    await reload();
  };
  return (
    <form
      className="stack settings"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h1>{text("knowledge.place.settings")}</h1>
      <fieldset className="fieldset" disabled={!body.mayPublish}>
        <legend>{text("knowledge.settings.expired")}</legend>
        {EXPIRED.map((each) => (
          <label key={each} className="option">
            <input
              type="radio"
              name="expired"
              checked={settings.expired === each}
              onChange={() => setSettings({ ...settings, expired: each })}
            />
            <span>{text(`knowledge.settings.expired.${each}`)}</span>
          </label>
        ))}
      </fieldset>
      <div className="field field-short">
        <label htmlFor="warn-days">{text("knowledge.settings.warnDays")}</label>
        <input
          id="warn-days"
          type="number"
          min={0}
          max={365}
          disabled={!body.mayPublish}
          value={settings.warnDays}
          onChange={(event) => setSettings({ ...settings, warnDays: Math.round(Number(event.currentTarget.value)) })}
        />
      </div>
      <label className="option">
        <input
          type="checkbox"
          disabled={!body.mayPublish}
          checked={settings.hasRatings}
          onChange={(event) => setSettings({ ...settings, hasRatings: event.currentTarget.checked })}
        />
        <span>{text("knowledge.settings.ratings")}</span>
      </label>
      {body.mayPublish ? (
        <div className="actions">
          <Button type="submit" className="button button-accent">
            {text("action.save")}
          </Button>
        </div>
      ) : (
        <p className="muted small">{text("knowledge.settings.readOnly")}</p>
      )}
    </form>
  );
}
