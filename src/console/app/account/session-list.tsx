/** Where one is signed in, and ending what one does not know. */
import { Button } from "react-aria-components";
import type { AccountView } from "../../../contracts/access.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { describeRefusal } from "../session/describe-refusal.ts";
import { formatMoment } from "../parts/format-time.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";

interface SessionListProps {
  readonly sessions: AccountView["sessions"];
  readonly onChanged: () => Promise<void>;
}

export function SessionList({ sessions, onChanged }: SessionListProps) {
  const { language, text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const end = async (path: string) => {
    const trouble = describeRefusal(await api.post<{ kind: string }>(`/account/sessions/${path}`), text);
    say(trouble ?? text("account.sessionEnded"), trouble === null ? "good" : "bad");
    await onChanged();
  };
  return (
    <section className="card access-card" aria-labelledby="account-sessions">
      <h2 id="account-sessions">{text("account.sessions")}</h2>
      <p className="muted small">{text("account.sessionsLead")}</p>
      <ul className="card people-rows">
        {sessions.map(({ sessionId, device, seenAt, startedAt, isCurrent }) => (
          <li key={sessionId} className="people-row">
            <div className="people-who">
              <p>
                <bdi className="people-name">{device === "" ? text("account.unknownDevice") : device}</bdi>
                {isCurrent ? (
                  <span className="badge badge-state" data-state="published">
                    {text("account.thisSession")}
                  </span>
                ) : null}
              </p>
              <p className="muted small">
                {text("account.sessionTimes", {
                  seen: formatMoment(seenAt, language),
                  start: formatMoment(startedAt, language),
                })}
              </p>
            </div>
            {isCurrent ? (
              <span />
            ) : (
              <Button className="button" onPress={() => void end(`${sessionId}/end`)}>
                {text("account.endSession")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 ? (
        <Button className="button button-bad" onPress={() => void end("end-others")}>
          {text("account.endOthers")}
        </Button>
      ) : null}
    </section>
  );
}
