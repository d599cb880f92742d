/** Satisfaction: how many buyers were content and how sure that is, bad scores nobody did anything about, reasons, and who is asked. */
import { useState } from "react";
import { Button } from "react-aria-components";
import type { SatisfactionView } from "../../../contracts/satisfaction.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { SelectOne } from "../parts/fields/select-one.tsx";
import { NotLoaded } from "../parts/page-loading.tsx";
import { SectionPage, type SectionPageProps } from "../parts/section-page.tsx";
import { addressIn, followLink } from "../parts/use-path.ts";
import { useApi } from "../server/use-api.tsx";
import { useLoaded } from "../server/use-loaded.ts";
import { mayDo } from "../session/may-do.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { LowScores } from "./low-scores.tsx";
import { Reasons } from "./reasons.tsx";
import { saveText } from "./save-text.ts";
import { ScoreGroups } from "./score-groups.tsx";
import { ShareLine } from "./share-line.tsx";
import "../styles/review.css";

const PERIODS = ["7", "30", "90", "365"] as const;
type Period = (typeof PERIODS)[number];
/** A year of scores is some megabytes. */
const EXPORT_WAIT_MS = 60_000;

export function SatisfactionPage(props: SectionPageProps) {
  const { text } = useTexts();
  return (
    <SectionPage {...props} section="satisfaction">
      {mayDo(props.session.agent, "satisfaction:read") ? (
        <Satisfaction />
      ) : (
        <div className="state">
          <h1>{text("satisfaction.title")}</h1>
          <p>{text("satisfaction.notYours")}</p>
        </div>
      )}
    </SectionPage>
  );
}

function Satisfaction() {
  const { text } = useTexts();
  const [period, setPeriod] = useState<Period>("30");
  const { body, fault, reload } = useLoaded<SatisfactionView>(`/satisfaction?days=${period}`);
  return (
    <section className="stack" aria-labelledby="satisfaction-title">
      <div className="knowledge-title">
        <h1 id="satisfaction-title">{text("satisfaction.title")}</h1>
        <div className="review-tools">
          <SelectOne
            aria-label={text("satisfaction.period")}
            values={PERIODS}
            value={period}
            nameOf={(days) => text("satisfaction.days", { days: Number(days) })}
            onChange={setPeriod}
          />
          <TakeOut days={Number(period)} isEmpty={body?.asked === 0} />
        </div>
      </div>
      {body === null ? <NotLoaded fault={fault} reload={reload} /> : <Figures view={body} />}
    </section>
  );
}

function TakeOut({ days, isEmpty }: { readonly days: number; readonly isEmpty: boolean }) {
  const { text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const [isBusy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    const called = await api.post<{ readonly csv: string }>("/satisfaction/export", { days }, EXPORT_WAIT_MS);
    setBusy(false);
    if (called.kind !== "ok") return say(text("satisfaction.exportFailed"), "bad");
    saveText(`satisfaction-${new Date().toISOString().slice(0, 10)}.csv`, called.body.csv);
    say(text("satisfaction.exported"));
  };
  return (
    <Button className="button" isDisabled={isBusy || isEmpty} onPress={() => void run()}>
      {text("satisfaction.export")}
    </Button>
  );
}

function Figures({ view }: { readonly view: SatisfactionView }) {
  const { language, text } = useTexts();
  if (view.asked === 0) return <NobodyAsked view={view} />;
  const percent = new Intl.NumberFormat(language, { style: "percent" });
  const { goodShare } = view;
  return (
    <>
      <section className="card review-headline" aria-label={text("satisfaction.headline")}>
        <p className="review-figure">{goodShare === null ? "–" : percent.format(goodShare.share)}</p>
        <div className="stack review-headline-words">
          <p>{text("satisfaction.good")}</p>
          {goodShare === null ? null : <ShareLine share={goodShare} />}
          <p className="muted small">
            {text("satisfaction.asked", {
              asked: view.asked,
              scored: view.scored,
              share: percent.format(view.scored / view.asked),
            })}
          </p>
          {goodShare === null ? null : (
            <p className="muted small">
              {text("satisfaction.interval", {
                from: percent.format(goodShare.from),
                to: percent.format(goodShare.to),
              })}
            </p>
          )}
        </div>
      </section>
      <div className="article-columns">
        <div className="stack">
          <LowScores view={view} />
          <Reasons reasons={view.reasons} />
        </div>
        <ScoreGroups groups={view.groups} />
      </div>
    </>
  );
}

const STEPS = ["resolve", "ask", "word", "here"] as const;

/** Says when buyers are asked, or where to switch the question on. */
function NobodyAsked({ view }: { readonly view: SatisfactionView }) {
  const { text } = useTexts();
  const minutes = view.asksAfterMinutes;
  return (
    <div className="card incident-how">
      <h2>{text("satisfaction.empty.title")}</h2>
      <p className="muted">
        {minutes === null ? text("satisfaction.empty.off") : text("satisfaction.empty.on", { minutes })}
      </p>
      <ol className="incident-steps">
        {STEPS.map((step) => (
          <li key={step}>
            <h3>{text(`satisfaction.step.${step}`)}</h3>
            <p className="muted small">{text(`satisfaction.step.${step}.long`)}</p>
          </li>
        ))}
      </ol>
      <p>
        <a className="button" href={addressIn("desk")} onClick={followLink}>
          {text("satisfaction.empty.desk")}
        </a>
      </p>
    </div>
  );
}
