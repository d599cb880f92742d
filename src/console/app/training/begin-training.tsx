/** What one wants to practise; or that a practice is open, which is gone on with or ended first. */
import { type FormEvent, useState } from "react";
import { Button } from "react-aria-components";
import { isLanguage, LANGUAGES, type Language } from "../../../contracts/language.ts";
import { TRAINING_SPEEDS, type TrainingSpeed } from "../../../contracts/training.ts";
import type { TrainingOverview } from "../../../contracts/training-views.ts";
import { SelectOne } from "../parts/fields/select-one.tsx";
import { nameLanguage } from "../parts/format-time.ts";
import { addressIn } from "../parts/use-path.ts";
import { describeFault } from "../server/describe-trouble.ts";
import { useApi } from "../server/use-api.tsx";
import { type TextName, useTexts } from "../texts/use-texts.tsx";

const MIX = "mix";

type Started =
  | { readonly kind: "started" | "resumed" | "none" | "ended"; readonly runId?: string }
  | { readonly kind: "refused"; readonly reason: "already-open" | "holds-cases"; readonly cases?: number };

export function BeginTraining({ overview }: { readonly overview: TrainingOverview }) {
  const { language: shown, text } = useTexts();
  const api = useApi();
  const [language, setLanguage] = useState<Language>("en");
  const [caseKey, setCaseKey] = useState(MIX);
  const [speed, setSpeed] = useState<TrainingSpeed>("usual");
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const keys = [MIX, ...overview.cases.map((each) => each.caseKey)];
  const call = async (path: string, body: object) => {
    setBusy(true);
    const called = await api.post<Started>(path, body);
    setBusy(false);
    if (called.kind !== "ok") return setTrouble(describeFault(called, text));
    if (called.body.kind === "refused") {
      return setTrouble(text(`training.refused.${called.body.reason}`, { cases: called.body.cases ?? 0 }));
    }
    // Another shop from here on: everything is loaded anew.
    const { runId } = called.body;
    window.location.assign(path.endsWith("end") ? addressIn("training", runId ?? "") : addressIn("inbox"));
  };
  const start = (event: FormEvent) => {
    event.preventDefault();
    const reads = isLanguage(shown) ? shown : "en";
    void call("/training/start", { language, caseKey: caseKey === MIX ? null : caseKey, speed, reads });
  };
  if (overview.open !== null) {
    return (
      <section className="card training-card">
        <p>{text("training.open")}</p>
        <div className="training-buttons">
          <Button
            className="button button-accent"
            isDisabled={isBusy}
            onPress={() => void call("/training/resume", {})}
          >
            {text("training.resume")}
          </Button>
          <Button className="button" isDisabled={isBusy} onPress={() => void call("/training/end", {})}>
            {text("training.end")}
          </Button>
        </div>
      </section>
    );
  }
  return (
    <section className="card training-card" aria-labelledby="training-begin">
      <h2 id="training-begin">{text("training.begin")}</h2>
      <form className="training-form" aria-busy={isBusy} onSubmit={start}>
        <label className="field">
          <span>{text("training.language")}</span>
          <SelectOne
            values={LANGUAGES}
            value={language}
            nameOf={(each) => nameLanguage(each, shown)}
            onChange={setLanguage}
          />
        </label>
        <label className="field">
          <span>{text("training.case")}</span>
          <SelectOne
            values={keys}
            value={caseKey}
            nameOf={(key) => text(`training.case.${key}` as TextName)}
            onChange={setCaseKey}
          />
        </label>
        <label className="field">
          <span>{text("training.speed")}</span>
          <SelectOne
            values={TRAINING_SPEEDS}
            value={speed}
            nameOf={(each) => text(`training.speed.${each}`)}
            onChange={setSpeed}
          />
        </label>
        <Button type="submit" className="button button-accent" isDisabled={isBusy}>
          {text("training.start")}
        </Button>
      </form>
      <p className="muted small">{text("training.startNote")}</p>
      {trouble === null ? null : (
        <p className="note note-bad" role="alert">
          {trouble}
        </p>
      )}
    </section>
  );
}
