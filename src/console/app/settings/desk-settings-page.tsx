/** The section of the desk: what the shop promises and how its people work; its heads change it, the others read it. */
import { type FormEvent, useState } from "react";
import { Button } from "react-aria-components";
import type { DeskSettings } from "../../../contracts/desk.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { mayDo } from "../session/may-do.ts";
import { NotLoaded } from "../parts/page-loading.tsx";
import { SectionPage, type SectionPageProps } from "../parts/section-page.tsx";
import { useLeaveWarning } from "../parts/use-leave-warning.ts";
import { describeFault } from "../server/describe-trouble.ts";
import { useApi } from "../server/use-api.tsx";
import { type Loaded, useLoaded } from "../server/use-loaded.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { findFaults } from "./find-faults.ts";
import { HoursFields } from "./hours-fields.tsx";
import { PromiseFields } from "./promise-fields.tsx";
import { EndFields, StakeFields, WorkFields } from "./work-fields.tsx";

export function DeskSettingsPage(props: SectionPageProps) {
  return (
    <SectionPage {...props} section="desk">
      <Settings mayWrite={mayDo(props.session.agent, "desk:settings")} />
    </SectionPage>
  );
}

function Settings({ mayWrite }: { readonly mayWrite: boolean }) {
  const { body, fault, reload } = useLoaded<DeskSettings>("/desk/settings");
  if (body === null) return <NotLoaded fault={fault} reload={reload} />;
  return <SettingsForm stored={body} reload={reload} mayWrite={mayWrite} />;
}

interface SettingsFormProps extends Pick<Loaded<DeskSettings>, "reload"> {
  readonly stored: DeskSettings;
  readonly mayWrite: boolean;
}

function SettingsForm({ stored, reload, mayWrite }: SettingsFormProps) {
  const texts = useTexts();
  const { text } = texts;
  const api = useApi();
  const { say } = useAnnouncer();
  const [changed, setChanged] = useState<Partial<DeskSettings>>({});
  // Anew after a reset: fields keep what was typed into them.
  const [round, setRound] = useState(0);
  const [isBusy, setBusy] = useState(false);
  const settings = { ...stored, ...changed };
  const isChanged = JSON.stringify(settings) !== JSON.stringify(stored);
  const faults = findFaults(settings, texts);
  useLeaveWarning(isChanged);
  const onChange = (part: Partial<DeskSettings>) => setChanged((before) => ({ ...before, ...part }));
  const reset = () => {
    setChanged({});
    setRound((before) => before + 1);
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (faults.length > 0 || !isChanged || isBusy) return;
    setBusy(true);
    // Only what was changed here: what a colleague changes meanwhile stays theirs.
    const called = await api.put("/desk/settings", changed);
    setBusy(false);
    if (called.kind !== "ok") return say(describeFault(called, text), "bad");
    await reload();
    setChanged({});
    say(text("deskSettings.saved"));
  };
  return (
    <form className="stack desk-settings" aria-busy={isBusy} onSubmit={(event) => void save(event)}>
      <div className="knowledge-title">
        <h1>{text("section.desk")}</h1>
        <p className="muted small">{text(mayWrite ? "deskSettings.lead" : "deskSettings.readOnly")}</p>
      </div>
      <fieldset key={round} className="desk-settings-groups" disabled={!mayWrite || isBusy}>
        <PromiseFields settings={settings} onChange={onChange} />
        <HoursFields settings={settings} onChange={onChange} />
        <WorkFields settings={settings} onChange={onChange} />
        <EndFields settings={settings} onChange={onChange} />
        <StakeFields settings={settings} onChange={onChange} />
      </fieldset>
      {mayWrite ? (
        <div className="desk-settings-foot">
          <p className={faults.length === 0 ? "unseen" : "note note-bad"} role="alert">
            {faults.length === 0 ? "" : text("deskSettings.wrong", { names: faults.join("; ") })}
          </p>
          <div className="actions">
            <Button
              type="submit"
              className="button button-accent"
              isDisabled={!isChanged || isBusy || faults.length > 0}
            >
              {text("action.save")}
            </Button>
            {isChanged ? (
              <Button className="button" isDisabled={isBusy} onPress={reset}>
                {text("article.reset")}
              </Button>
            ) : null}
          </div>
        </div>
      ) : null}
    </form>
  );
}
