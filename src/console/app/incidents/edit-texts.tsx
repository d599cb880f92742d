/** Changes what is said of an incident that goes on; who was slower sees the other's words beside their own. */
import { useState } from "react";
import { Button } from "react-aria-components";
import type { IncidentEdited, IncidentPage } from "../../../contracts/incident.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { nameLanguage } from "../parts/format-time.ts";
import { useLeaveWarning } from "../parts/use-leave-warning.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { IncidentTexts, Unfinished } from "./incident-texts.tsx";
import { mergeTexts, NO_TEXT, pickTexts, saysTheSame, sortTexts, type TextConflict } from "./merge-texts.ts";

interface EditTextsProps {
  readonly page: IncidentPage;
  readonly onDone: () => void;
  readonly reload: () => Promise<void>;
}

/** Publishing an article in fifteen languages takes the server a while. */
const WAIT_MS = 60_000;

export function EditTexts({ page, onDone, reload }: EditTextsProps) {
  const { language: own, text } = useTexts();
  const [base, setBase] = useState(page.incident);
  const [texts, setTexts] = useState(page.incident.texts);
  const [overtaken, setOvertaken] = useState<Overtaking | null>(null);
  const { written, unfinished } = sortTexts(texts);
  const isChanged = !saysTheSame(base.texts, texts);
  const { isBusy, save } = useSave({
    page,
    onDone,
    reload,
    onOvertaken({ incident, writer }) {
      const merged = mergeTexts(base.texts, texts, incident.texts);
      setBase(incident);
      setTexts(merged.texts);
      setOvertaken({ writer, conflicts: merged.conflicts });
      void reload();
    },
  });
  useLeaveWarning(!isBusy && isChanged);
  const takeTheirs = (taken: TextConflict) => {
    const { language, part, theirs } = taken;
    setTexts({ ...texts, [language]: { ...(texts[language] ?? NO_TEXT), [part]: theirs } });
    setOvertaken((now) => now && { ...now, conflicts: now.conflicts.filter((each) => each !== taken) });
  };
  const told = page.affected.filter(({ openingToldAt }) => openingToldAt !== null).length;
  return (
    <section className="card incident-card" aria-labelledby="edit-title">
      <h2 id="edit-title">{text("incidents.edit")}</h2>
      <p className="muted small">{text("incidents.editLead", { count: told })}</p>
      <IncidentTexts
        texts={texts}
        onChange={setTexts}
        startIn={written.find((each) => each === own) ?? written[0] ?? "en"}
      />
      {/* Beside the button that has just been pressed. */}
      {overtaken === null ? null : <Overtaken {...overtaken} onTake={takeTheirs} />}
      <Unfinished languages={unfinished} />
      {written.length === 0 ? <p className="muted small">{text("incidents.needsText")}</p> : null}
      <div className="actions">
        <Button className="button" isDisabled={isBusy} onPress={onDone}>
          {text("action.cancel")}
        </Button>
        <Button
          className="button button-accent"
          isDisabled={isBusy || written.length === 0 || unfinished.length > 0 || !isChanged}
          onPress={() => void save({ texts: pickTexts(texts, written), basedOn: base.textsVersion })}
        >
          {text(isBusy ? "incidents.saving" : "incidents.save")}
        </Button>
      </div>
    </section>
  );
}

interface SaveOptions extends EditTextsProps {
  readonly onOvertaken: (page: IncidentPage) => void;
}

function useSave({ page, onDone, reload, onOvertaken }: SaveOptions) {
  const { text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const [isBusy, setBusy] = useState(false);
  const save = async (edit: object) => {
    setBusy(true);
    const called = await api.put<IncidentEdited>(`/incidents/${page.incident.incidentId}/texts`, edit, WAIT_MS);
    setBusy(false);
    if (called.kind === "ok" && called.body.kind === "overtaken") {
      say(text("incidents.textsOvertaken", { name: called.body.page.writer ?? text("owner.someone") }), "bad");
      return onOvertaken(called.body.page);
    }
    if (called.kind !== "ok") {
      const isOver = called.kind === "refused" && called.code === "TRANSITION_FORBIDDEN";
      // What was written stays in sight: it may be wanted elsewhere.
      return say(text(isOver ? "incidents.textsOver" : "incidents.failed"), "bad");
    }
    say(text("incidents.saved"));
    await reload();
    onDone();
  };
  return { isBusy, save };
}

interface Overtaking {
  readonly writer: string | null;
  readonly conflicts: readonly TextConflict[];
}

interface OvertakenProps extends Overtaking {
  readonly onTake: (conflict: TextConflict) => void;
}

function Overtaken({ writer, conflicts, onTake }: OvertakenProps) {
  const { language: own, text } = useTexts();
  return (
    <div className="note note-warn incident-conflict" role="group" aria-label={text("incidents.conflict")}>
      <p>{text("incidents.textsOvertaken", { name: writer ?? text("owner.someone") })}</p>
      {conflicts.length === 0 ? <p>{text("incidents.noConflict")}</p> : null}
      {conflicts.map((conflict) => {
        const { language, part, theirs } = conflict;
        const named = text(`incidents.text.${part}`, { language: nameLanguage(language, own) });
        return (
          <div key={`${language} ${part}`} className="incident-theirs">
            <p className="small">{text("incidents.theirs", { text: named })}</p>
            <blockquote dir="auto" lang={theirs === "" ? undefined : language}>
              {theirs === "" ? text("incidents.saysNothing") : theirs}
            </blockquote>
            <Button
              className="button"
              aria-label={text("incidents.takeTheirsOf", { text: named })}
              onPress={() => onTake(conflict)}
            >
              {text("incidents.takeTheirs")}
            </Button>
          </div>
        );
      })}
    </div>
  );
}
