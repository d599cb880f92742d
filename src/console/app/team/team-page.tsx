/** The section of team desks: the groups and channels in which people work without the console, and who is who there. */
import type { TeamDesksView } from "../../../contracts/team-desks.ts";
import { NotLoaded } from "../parts/page-loading.tsx";
import { SectionPage, type SectionPageProps } from "../parts/section-page.tsx";
import { useLoaded } from "../server/use-loaded.ts";
import { mayDo } from "../session/may-do.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { AccountRows } from "./account-rows.tsx";
import { CodeCard } from "./code-card.tsx";
import { DeskRows } from "./desk-rows.tsx";
import "../styles/access.css";

export function TeamPage(props: SectionPageProps) {
  const { agent } = props.session;
  return (
    <SectionPage {...props} section="team">
      <TeamDesks mayManage={mayDo(agent, "team-desks:manage")} mayLink={mayDo(agent, "team-desks:own")} />
    </SectionPage>
  );
}

interface TeamDesksProps {
  readonly mayManage: boolean;
  readonly mayLink: boolean;
}

function TeamDesks({ mayManage, mayLink }: TeamDesksProps) {
  const { text } = useTexts();
  const { body, fault, reload } = useLoaded<TeamDesksView>("/team-desks");
  if (body === null) return <NotLoaded fault={fault} reload={reload} />;
  const isOff = body.channels.length === 0;
  return (
    <section className="stack people" aria-labelledby="team-title">
      <div className="knowledge-title">
        <h1 id="team-title">{text("section.team")}</h1>
        <p className="muted small">{text(isOff ? "team.off" : "team.lead")}</p>
      </div>
      <DeskRows desks={body.desks} mayManage={mayManage} onChanged={reload} />
      {mayManage && !isOff ? (
        <CodeCard kind="desk" language={body.language} channels={body.channels} onUsed={reload} />
      ) : null}
      <AccountRows accounts={body.accounts} mayManage={mayManage} onChanged={reload} />
      {mayLink && !isOff ? (
        <CodeCard kind="account" language={body.language} channels={body.channels} onUsed={reload} />
      ) : null}
    </section>
  );
}
