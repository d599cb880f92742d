/** A code to link a group or oneself: made when asked for, shown once, with what to do with it step by step. */
import { useState } from "react";
import { Button } from "react-aria-components";
import { STAFF_LANGUAGES, type StaffLanguage } from "../../../contracts/staff-desk.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { CopyBox } from "../parts/fields/copy-box.tsx";
import { formatMoment } from "../parts/format-time.ts";
import { describeFault } from "../server/describe-trouble.ts";
import { useApi } from "../server/use-api.tsx";
import { type TextName, useTexts } from "../texts/use-texts.tsx";

interface CodeCardProps {
  readonly kind: "desk" | "account";
  readonly language: StaffLanguage;
  readonly channels: readonly string[];
  /** Somebody may have used it: look again. */
  readonly onUsed: () => Promise<void>;
}

interface ShownCode {
  readonly code: string;
  readonly expiresAt: number;
}

/** What stands before the code in the platform's own commands. */
const COMMANDS = { desk: "/desk", account: "/link" } as const;

export function CodeCard({ kind, language, channels, onUsed }: CodeCardProps) {
  const { text, language: own } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const [spoken, setSpoken] = useState(language);
  const [shown, setShown] = useState<ShownCode | null>(null);
  const [isBusy, setBusy] = useState(false);
  const ask = async () => {
    setBusy(true);
    const called = await api.post<ShownCode>("/team-desks/codes", { kind, language: spoken });
    setBusy(false);
    if (called.kind === "ok") return setShown(called.body);
    say(describeFault(called, text, { NOT_ALLOWED: "access.notAllowed" }), "bad");
  };
  const close = () => {
    setShown(null);
    void onUsed();
  };
  return (
    <section className="card access-card" aria-labelledby={`team-${kind}`}>
      <h2 id={`team-${kind}`}>{text(`team.${kind}.title`)}</h2>
      <ol className="team-steps">
        {stepsOf(kind, channels).map((step) => (
          <li key={step}>{text(step)}</li>
        ))}
      </ol>
      {shown === null ? (
        <div className="team-ask">
          {kind === "desk" ? <LanguageChoice value={spoken} onChange={setSpoken} /> : null}
          <Button className="button button-accent" isDisabled={isBusy} onPress={() => void ask()}>
            {text("team.code.ask")}
          </Button>
        </div>
      ) : (
        <CopyBox
          note={text("team.code.shown", { time: formatMoment(shown.expiresAt, own) })}
          value={`${COMMANDS[kind]} ${shown.code}`}
          closing={text("action.close")}
          autoFocus
          onClose={close}
        />
      )}
    </section>
  );
}

function stepsOf(kind: "desk" | "account", channels: readonly string[]): readonly TextName[] {
  const steps: TextName[] = [];
  if (channels.includes("telegram")) steps.push(`team.${kind}.telegram`);
  if (channels.includes("discord")) steps.push(`team.${kind}.discord`);
  return steps;
}

interface LanguageChoiceProps {
  readonly value: StaffLanguage;
  readonly onChange: (language: StaffLanguage) => void;
}

function LanguageChoice({ value, onChange }: LanguageChoiceProps) {
  const { text } = useTexts();
  return (
    <label className="field">
      <span>{text("team.language")}</span>
      <select
        className="select"
        value={value}
        onChange={(event) => {
          const chosen = STAFF_LANGUAGES.find((each) => each === event.currentTarget.value);
          if (chosen) onChange(chosen);
        }}
      >
        {STAFF_LANGUAGES.map((each) => (
          <option key={each} value={each} lang={each}>
            {new Intl.DisplayNames([each], { type: "language" }).of(each)}
          </option>
        ))}
      </select>
    </label>
  );
}
