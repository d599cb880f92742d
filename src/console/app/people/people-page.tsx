/** The section of people: who is let in, with what role, who is invited, and what is asked of everybody. */
import type { AccessSettings, PeopleView } from "../../../contracts/access.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { describeRefusal } from "../session/describe-refusal.ts";
import { mayDo } from "../session/may-do.ts";
import { NotLoaded } from "../parts/page-loading.tsx";
import { SectionPage, type SectionPageProps } from "../parts/section-page.tsx";
import { useApi } from "../server/use-api.tsx";
import { useLoaded } from "../server/use-loaded.ts";
import type { SignedIn } from "../session/use-session.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { InviteForm } from "./invite-form.tsx";
import { OpenLinks } from "./open-links.tsx";
import { PersonRow } from "./person-row.tsx";
import "../styles/access.css";

export function PeoplePage(props: SectionPageProps) {
  const { text } = useTexts();
  const { agent } = props.session;
  return (
    <SectionPage {...props} section="people">
      {mayDo(agent, "people:manage") ? (
        <People me={agent} />
      ) : (
        <div className="state">
          <h1>{text("section.people")}</h1>
          <p>{text("people.notYours")}</p>
        </div>
      )}
    </SectionPage>
  );
}

function People({ me }: { readonly me: SignedIn["agent"] }) {
  const { text } = useTexts();
  const { body, fault, reload } = useLoaded<PeopleView>("/people");
  if (body === null) return <NotLoaded fault={fault} reload={reload} />;
  return (
    <section className="stack people" aria-labelledby="people-title">
      <div className="knowledge-title">
        <h1 id="people-title">{text("section.people")}</h1>
        <p className="muted small">{text("people.lead")}</p>
      </div>
      <ul className="card people-rows">
        {body.people.map((person) => (
          <PersonRow key={person.agentId} person={person} me={me} onChanged={reload} />
        ))}
      </ul>
      <InviteForm ownRole={me.role} onInvited={reload} />
      <OpenLinks links={body.links} people={body.people} onChanged={reload} />
      {mayDo(me, "people:secure") ? <FactorRule settings={body.settings} onChanged={reload} /> : null}
    </section>
  );
}

interface FactorRuleProps {
  readonly settings: AccessSettings;
  readonly onChanged: () => Promise<void>;
}

function FactorRule({ settings, onChanged }: FactorRuleProps) {
  const api = useApi();
  const { text } = useTexts();
  const { say } = useAnnouncer();
  const save = async (isFactorRequired: boolean) => {
    const trouble = describeRefusal(await api.put("/people/settings", { isFactorRequired }), text);
    say(trouble ?? text("people.saved"), trouble === null ? "good" : "bad");
    await onChanged();
  };
  return (
    <section className="card access-card" aria-labelledby="people-rule">
      <h2 id="people-rule">{text("people.rule")}</h2>
      <label className="option">
        <input
          type="checkbox"
          checked={settings.isFactorRequired}
          onChange={(event) => void save(event.currentTarget.checked)}
        />
        <span>{text("people.rule.factor")}</span>
      </label>
      <p className="muted small">{text("people.rule.long")}</p>
    </section>
  );
}
