/** Links that would still let somebody in: for whom, until when, and taking them back. */
import { Button } from "react-aria-components";
import type { AccessLink, PeopleView } from "../../../contracts/access.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { describeRefusal } from "../session/describe-refusal.ts";
import { formatMoment } from "../parts/format-time.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";

interface OpenLinksProps {
  readonly links: readonly AccessLink[];
  readonly people: PeopleView["people"];
  readonly onChanged: () => Promise<void>;
}

export function OpenLinks({ links, people, onChanged }: OpenLinksProps) {
  const { language, text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  if (links.length === 0) return null;
  const revoke = async ({ linkId }: AccessLink) => {
    const trouble = describeRefusal(await api.remove(`/people/links/${linkId}`), text);
    say(trouble ?? text("people.revoked"), trouble === null ? "good" : "bad");
    await onChanged();
  };
  const nameOf = (agentId: string | null) => people.find((each) => each.agentId === agentId)?.name;
  return (
    <section aria-labelledby="people-links">
      <h2 id="people-links">{text("people.links")}</h2>
      <ul className="card people-rows">
        {links.map((link) => (
          <li key={link.linkId} className="people-row">
            <div className="people-who">
              <p>
                <bdi className="people-name">{link.email}</bdi>
              </p>
              <p className="muted small">
                {text(`people.link.${link.kind}`, { role: text(`role.${link.role}`) })}
                {" · "}
                {text("people.linkEnds", { time: formatMoment(link.expiresAt, language) })}
                {nameOf(link.madeBy) === undefined ? null : (
                  <>
                    {" · "}
                    {text("people.linkBy", { name: nameOf(link.madeBy) ?? "" })}
                  </>
                )}
              </p>
            </div>
            <span />
            <Button
              className="button"
              aria-label={text("people.revokeOf", { email: link.email })}
              onPress={() => void revoke(link)}
            >
              {text("people.revoke")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
