/** Another password: the one that holds is asked for, and every other session ends. */
import { type FormEvent, useState } from "react";
import { Button } from "react-aria-components";
import { useAnnouncer } from "../parts/announcer.tsx";
import { describeRefusal, isAboutPassword, type Refused } from "../session/describe-refusal.ts";
import { PasswordField } from "../session/password-field.tsx";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";

export function PasswordForm({ onChanged }: { readonly onChanged: () => Promise<void> }) {
  const { text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<{ readonly about: "current" | "next"; readonly said: string } | null>(null);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (current === "" || next === "" || isBusy) return;
    setBusy(true);
    const called = await api.post<{ readonly kind: "done" } | Refused>("/account/password", { current, next });
    setBusy(false);
    const said = describeRefusal(called, text);
    const isNext = called.kind === "ok" && called.body.kind === "refused" && isAboutPassword(called.body);
    if (said !== null) return setTrouble({ about: isNext ? "next" : "current", said });
    setTrouble(null);
    setCurrent("");
    setNext("");
    // Before it is said: until the page has its new session, whatever is pressed would be refused.
    await onChanged();
    say(text("account.passwordSaved"));
  };
  return (
    <section className="card access-card" aria-labelledby="account-password">
      <h2 id="account-password">{text("account.password")}</h2>
      <form className="access-form" aria-busy={isBusy} onSubmit={(event) => void save(event)}>
        <PasswordField
          label={text("account.currentPassword")}
          value={current}
          onChange={setCurrent}
          autoComplete="current-password"
          fault={trouble?.about === "current" ? trouble.said : null}
        />
        <PasswordField
          label={text("account.newPassword")}
          value={next}
          onChange={setNext}
          autoComplete="new-password"
          hint={text("account.passwordHint")}
          fault={trouble?.about === "next" ? trouble.said : null}
        />
        <div className="actions">
          <Button type="submit" className="button button-accent" isDisabled={isBusy || current === "" || next === ""}>
            {text("account.changePassword")}
          </Button>
        </div>
      </form>
    </section>
  );
}
