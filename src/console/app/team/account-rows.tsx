/** Whose account on a platform stands for whom here, and how to take that back. */
import { Button } from "react-aria-components";
import type { TeamDesksView } from "../../../contracts/team-desks.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { formatMoment } from "../parts/format-time.ts";
import { describeFault } from "../server/describe-trouble.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";

interface AccountRowsProps {
  readonly accounts: TeamDesksView["accounts"];
  readonly mayManage: boolean;
  readonly onChanged: () => Promise<void>;
}

export function AccountRows({ accounts, mayManage, onChanged }: AccountRowsProps) {
  const { text, language } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const unlink = async (accountId: string, senderKey: string) => {
    const called = await api.remove(`/team-desks/accounts/${accountId}/${encodeURIComponent(senderKey)}`);
    if (called.kind === "ok") say(text("team.unlinked"));
    else say(describeFault(called, text, { NOT_FOUND: "team.gone" }), "bad");
    await onChanged();
  };
  if (accounts.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="team-accounts">
      <h2 id="team-accounts">{text("team.accounts")}</h2>
      <ul className="card people-rows">
        {accounts.map(({ accountId, senderKey, senderName, agentName, linkedAt, isOwn }) => (
          <li key={`${accountId}/${senderKey}`} className="people-row team-row">
            <div className="people-who">
              <p className="people-name" dir="auto">
                {text("team.standsFor", { sender: senderName, name: agentName })}
              </p>
              <p className="muted small">{text("team.since", { time: formatMoment(linkedAt, language) })}</p>
            </div>
            <span />
            {isOwn || mayManage ? (
              <Button
                className="button"
                aria-label={text("team.unlinkOf", { name: senderName })}
                onPress={() => void unlink(accountId, senderKey)}
              >
                {text("team.unlink")}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
