/** One person: who they are, whether they were here, their role, and what can be done about them. */
import { useState } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { PeopleView } from "../../../contracts/access.ts";
import { AGENT_ROLES } from "../../../contracts/permission.ts";
import type { AgentRole } from "../../../contracts/stores.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { ConfirmDialog, type Question } from "../desk/confirm-dialog.tsx";
import { describeRefusal } from "../session/describe-refusal.ts";
import { formatMoment } from "../parts/format-time.ts";
import { SelectOne } from "../parts/fields/select-one.tsx";
import { mayDo } from "../session/may-do.ts";
import { useApi } from "../server/use-api.tsx";
import type { SignedIn } from "../session/use-session.ts";
import { type TextName, useTexts } from "../texts/use-texts.tsx";
import { LinkBox } from "./link-box.tsx";

type PersonView = PeopleView["people"][number];

interface PersonRowProps {
  readonly person: PersonView;
  readonly me: SignedIn["agent"];
  readonly onChanged: () => Promise<void>;
}

export function PersonRow({ person, me, onChanged }: PersonRowProps) {
  const { text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const [asked, setAsked] = useState<Question | null>(null);
  const [ticket, setTicket] = useState<string | null>(null);
  const isMe = person.agentId === me.agentId;
  const isBelow = rank(me.role) >= rank(person.role);

  const run = async (path: string, done: TextName, body: object = {}) => {
    const called = await api.post<{ readonly kind: string; readonly ticket?: string }>(
      `/people/${person.agentId}/${path}`,
      body,
    );
    const trouble = describeRefusal(called, text);
    if (called.kind === "ok") setTicket(called.body.ticket ?? null);
    say(trouble ?? text(done, { name: person.name }), trouble === null ? "good" : "bad");
    await onChanged();
  };
  const ask = (path: "disable" | "reset-factor", done: TextName) =>
    setAsked({
      title: text(`people.ask.${path}`, { name: person.name }),
      body: text(`people.ask.${path}.long`),
      action: text(`people.do.${path}`),
      run: () => void run(path, done),
    });
  const choices = listChoices({ person, me, isBelow });
  return (
    <li className="people-row" data-disabled={person.isDisabled}>
      <PersonFacts person={person} isMe={isMe} />
      {isBelow && !person.isDisabled ? (
        <SelectOne
          aria-label={text("people.roleOf", { name: person.name })}
          values={AGENT_ROLES.filter((role) => rank(me.role) >= rank(role))}
          value={person.role}
          nameOf={(role) => text(`role.${role}`)}
          onChange={(role) => void run("role", "people.done.role", { role })}
        />
      ) : (
        <span className="people-role">{text(`role.${person.role}`)}</span>
      )}
      {choices.length === 0 ? (
        <span />
      ) : (
        <MenuTrigger>
          <Button className="button" aria-label={text("people.more", { name: person.name })}>
            {text("action.more")}
          </Button>
          <Popover className="popover" placement="bottom end">
            <Menu className="menu" aria-label={text("people.more", { name: person.name })}>
              {choices.map((choice) => (
                <MenuItem
                  key={choice}
                  id={choice}
                  className="menu-item"
                  onAction={() =>
                    choice === "disable" || choice === "reset-factor"
                      ? ask(choice, `people.done.${choice}`)
                      : void run(choice, `people.done.${choice}`)
                  }
                >
                  {text(`people.do.${choice}`)}
                </MenuItem>
              ))}
            </Menu>
          </Popover>
        </MenuTrigger>
      )}
      {ticket === null ? null : (
        <LinkBox
          ticket={ticket}
          note={text("people.resetLink", { name: person.name })}
          onClose={() => setTicket(null)}
        />
      )}
      <ConfirmDialog asked={asked} onClose={() => setAsked(null)} />
    </li>
  );
}

function PersonFacts({ person, isMe }: { readonly person: PersonView; readonly isMe: boolean }) {
  const { language, text } = useTexts();
  const { seenAt } = person;
  return (
    <div className="people-who">
      <p>
        <bdi className="people-name">{person.name}</bdi>
        {isMe ? <span className="badge badge-state">{text("people.you")}</span> : null}
        {person.isDisabled ? (
          <span className="badge badge-state" data-state="withdrawn">
            {text("people.disabled")}
          </span>
        ) : null}
        {person.hasFactor ? (
          <span className="badge badge-state" data-state="published">
            {text("people.hasFactor")}
          </span>
        ) : null}
      </p>
      <p className="muted small">
        <bdi>{person.email}</bdi>
        {" · "}
        {seenAt === null ? text("people.notHere") : text("people.seenAt", { time: formatMoment(seenAt, language) })}
      </p>
    </div>
  );
}

type Choice = "disable" | "enable" | "password-link" | "end-sessions" | "reset-factor";

interface Standing {
  readonly person: PersonView;
  readonly me: SignedIn["agent"];
  readonly isBelow: boolean;
}

function listChoices({ person, me, isBelow }: Standing): readonly Choice[] {
  // One's own password, factor and sessions stand under "Your account".
  if (!isBelow || person.agentId === me.agentId) return [];
  if (person.isDisabled) return ["enable"];
  if (!mayDo(me, "people:secure")) return ["disable"];
  const factor: readonly Choice[] = person.hasFactor ? ["reset-factor"] : [];
  return ["password-link", "end-sessions", ...factor, "disable"];
}

function rank(role: AgentRole): number {
  return AGENT_ROLES.indexOf(role);
}
