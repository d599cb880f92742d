/** The section of training: begin, one's own results, those of the team, and one result in full. */
import type { TrainingRunSummary } from "../../../contracts/training.ts";
import type { TrainingOverview } from "../../../contracts/training-views.ts";
import { NotLoaded } from "../parts/page-loading.tsx";
import { SectionPage, type SectionPageProps } from "../parts/section-page.tsx";
import { useListRoute } from "../parts/use-path.ts";
import { useLoaded } from "../server/use-loaded.ts";
import { mayDo } from "../session/may-do.ts";
import type { SignedIn } from "../session/use-session.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { BeginTraining } from "./begin-training.tsx";
import { OneResult } from "./one-result.tsx";
import { RunList } from "./run-list.tsx";
import "../styles/training.css";

export function TrainingPage(props: SectionPageProps) {
  const route = useListRoute();
  return (
    <SectionPage {...props} section="training">
      {route.kind === "one" ? <OneResult runId={route.key} /> : <Training me={props.session.agent} />}
    </SectionPage>
  );
}

function Training({ me }: { readonly me: SignedIn["agent"] }) {
  const { text } = useTexts();
  return (
    <section className="stack training" aria-labelledby="training-title">
      <div className="knowledge-title">
        <h1 id="training-title">{text("section.training")}</h1>
      </div>
      <p className="muted training-lead">{text("training.lead")}</p>
      {mayDo(me, "training:own") ? <Own /> : null}
      {mayDo(me, "training:results") ? <Team /> : null}
    </section>
  );
}

function Own() {
  const { text } = useTexts();
  const { body, fault, reload } = useLoaded<TrainingOverview>("/training");
  if (body === null) return <NotLoaded fault={fault} reload={reload} />;
  return (
    <>
      <BeginTraining overview={body} />
      <section aria-labelledby="training-yours">
        <h2 id="training-yours">{text("training.yours")}</h2>
        <RunList runs={body.runs} none={text("training.none")} />
      </section>
    </>
  );
}

function Team() {
  const { text } = useTexts();
  const { body, fault, reload } = useLoaded<{ readonly runs: readonly TrainingRunSummary[] }>("/training/team");
  if (body === null) return <NotLoaded fault={fault} reload={reload} />;
  return (
    <section aria-labelledby="training-team">
      <h2 id="training-team">{text("training.team")}</h2>
      <RunList runs={body.runs} none={text("training.team.none")} withNames />
    </section>
  );
}
