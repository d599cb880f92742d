/** The groups and channels that are linked, how each of them is, and how to let one go. */
import { useState } from "react";
import { Button } from "react-aria-components";
import type { TeamDesksView } from "../../../contracts/team-desks.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { ConfirmDialog, type Question } from "../desk/confirm-dialog.tsx";
import { nameChannel } from "../parts/badges.tsx";
import { formatMoment } from "../parts/format-time.ts";
import { describeFault } from "../server/describe-trouble.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";

interface DeskRowsProps {
  readonly desks: TeamDesksView["desks"];
  readonly mayManage: boolean;
  readonly onChanged: () => Promise<void>;
}

export function DeskRows({ desks, mayManage, onChanged }: DeskRowsProps) {
  const { text, language } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const [asked, setAsked] = useState<Question | null>(null);
  const unlink = async (deskId: string) => {
    const called = await api.remove(`/team-desks/desks/${deskId}`);
    if (called.kind === "ok") say(text("team.unlinked"));
    else say(describeFault(called, text, { NOT_FOUND: "team.gone" }), "bad");
    await onChanged();
  };
  if (desks.length === 0) return <p className="muted">{text("team.none")}</p>;
  return (
    <>
      <ul className="card people-rows">
        {desks.map(({ deskId, channel, placeName, fault, linkedAt }) => (
          <li key={deskId} className="people-row team-row">
            <div className="people-who">
              <p className="people-name" dir="auto">
                {placeName}
              </p>
              <p className="muted small">
                {nameChannel(channel, text)} · {text("team.since", { time: formatMoment(linkedAt, language) })}
              </p>
              {fault === null ? null : <p className="note-bad small">{text(`team.fault.${fault}`)}</p>}
            </div>
            <span className="badge badge-state" data-state={fault === null ? "closed" : "approved"}>
              {text(fault === null ? "team.works" : "team.broken")}
            </span>
            {mayManage ? (
              <Button
                className="button"
                aria-label={text("team.unlinkOf", { name: placeName })}
                onPress={() =>
                  setAsked({
                    title: text("team.unlink.title", { name: placeName }),
                    body: text("team.unlink.body"),
                    action: text("team.unlink"),
                    run: () => void unlink(deskId),
                  })
                }
              >
                {text("team.unlink")}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <ConfirmDialog asked={asked} onClose={() => setAsked(null)} />
    </>
  );
}
