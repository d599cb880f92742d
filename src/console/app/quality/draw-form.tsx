/** Draws a sample: of which time, how many of each agent, and by which seed, so that anybody can repeat it. */
import { type FormEvent, useId, useState } from "react";
import { Button } from "react-aria-components";
import { useAnnouncer } from "../parts/announcer.tsx";
import { SelectOne } from "../parts/fields/select-one.tsx";
import { describeFault } from "../server/describe-trouble.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";

const PERIODS = ["7", "30", "90"] as const;
const MAX_PER_AGENT = 50;

interface Drawn {
  readonly drawn: number;
  readonly seed: string;
}

export function DrawForm({ onDrawn }: { readonly onDrawn: () => Promise<void> }) {
  const { text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const fieldId = useId();
  const [days, setDays] = useState<(typeof PERIODS)[number]>("30");
  const [perAgent, setPerAgent] = useState("3");
  const [seed, setSeed] = useState("");
  const [isBusy, setBusy] = useState(false);
  const draw = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const wanted = { days: Number(days), perAgent: Number(perAgent) };
    const called = await api.post<Drawn>("/reviews/draw", seed.trim() === "" ? wanted : { ...wanted, seed });
    setBusy(false);
    if (called.kind !== "ok")
      return say(describeFault(called, text, { REQUEST_INVALID: "quality.draw.invalid" }), "bad");
    say(text("quality.drawn", { count: called.body.drawn }));
    await onDrawn();
  };
  return (
    <form className="card incident-card" onSubmit={(event) => void draw(event)} aria-labelledby={`${fieldId}-title`}>
      <h2 id={`${fieldId}-title`}>{text("quality.draw")}</h2>
      <p className="muted small">{text("quality.draw.lead")}</p>
      <div className="review-draw">
        <div className="field">
          <label htmlFor={`${fieldId}-days`}>{text("quality.draw.days")}</label>
          <SelectOne
            id={`${fieldId}-days`}
            values={PERIODS}
            value={days}
            nameOf={(each) => text("satisfaction.days", { days: Number(each) })}
            onChange={setDays}
          />
        </div>
        <div className="field">
          <label htmlFor={`${fieldId}-count`}>{text("quality.draw.perAgent")}</label>
          <input
            id={`${fieldId}-count`}
            type="number"
            inputMode="numeric"
            min={1}
            max={MAX_PER_AGENT}
            required
            value={perAgent}
            onChange={(event) => setPerAgent(event.currentTarget.value)}
          />
        </div>
        <div className="field">
          <label htmlFor={`${fieldId}-seed`}>{text("quality.draw.seed")}</label>
          <input
            id={`${fieldId}-seed`}
            maxLength={80}
            dir={seed === "" ? undefined : "auto"}
            placeholder={text("quality.draw.seedHint")}
            value={seed}
            onChange={(event) => setSeed(event.currentTarget.value)}
          />
        </div>
        <Button type="submit" className="button button-accent" isDisabled={isBusy}>
          {text("quality.draw.do")}
        </Button>
      </div>
    </form>
  );
}
