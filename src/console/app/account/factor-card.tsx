/** The second factor: off, being added, its recovery codes shown once, on. */
import { useState } from "react";
import { Button } from "react-aria-components";
import type { AccountView } from "../../../contracts/access.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { describeRefusal, type Refused } from "../session/describe-refusal.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { CodeForm, ProofForm } from "./proof-form.tsx";
import { QrCode } from "./qr-code.tsx";

interface FactorCardProps {
  readonly account: AccountView;
  readonly onChanged: () => Promise<void>;
}

interface Offer {
  readonly factorKey: string;
  readonly address: string;
}

type Doing =
  | { readonly kind: "nothing" }
  | { readonly kind: "begin" | "renew" | "remove" }
  | { readonly kind: "offered"; readonly offer: Offer }
  | { readonly kind: "codes"; readonly codes: readonly string[] };

const NOTHING: Doing = { kind: "nothing" };

export function FactorCard({ account, onChanged }: FactorCardProps) {
  const { text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const [doing, setDoing] = useState<Doing>(NOTHING);

  type Answer = { readonly kind: "offered" | "done"; readonly codes?: readonly string[] } & Partial<Offer>;
  /** Returns what went wrong, for the form to show. */
  const send = async (path: string, body: object): Promise<string | null> => {
    const called = await api.post<Answer | Refused>(path, body);
    const trouble = describeRefusal(called, text);
    if (trouble !== null || called.kind !== "ok") return trouble;
    const answer = called.body as Answer;
    if (answer.factorKey !== undefined && answer.address !== undefined) {
      setDoing({ kind: "offered", offer: { factorKey: answer.factorKey, address: answer.address } });
    } else if (answer.codes !== undefined) setDoing({ kind: "codes", codes: answer.codes });
    else {
      setDoing(NOTHING);
      say(text("account.factorRemoved"));
      await onChanged();
    }
    return null;
  };
  const cancel = () => setDoing(NOTHING);
  return (
    <section className="card access-card" aria-labelledby="account-factor">
      <h2 id="account-factor">{text("account.factor")}</h2>
      {doing.kind === "nothing" ? <Standing account={account} onDo={(kind) => setDoing({ kind })} /> : null}
      {doing.kind === "begin" ? (
        <ProofForm
          action={text("account.addFactor")}
          onCancel={cancel}
          onSend={(proof) => send("/account/factor", proof)}
        />
      ) : null}
      {doing.kind === "offered" ? (
        <>
          <OfferedKey offer={doing.offer} />
          <CodeForm
            action={text("account.confirmFactor")}
            onCancel={cancel}
            onSend={(code) => send("/account/factor/confirm", { code })}
          />
        </>
      ) : null}
      {doing.kind === "renew" || doing.kind === "remove" ? (
        <ProofForm
          needsCode
          action={text(doing.kind === "renew" ? "account.renewCodes" : "account.removeFactor")}
          onCancel={cancel}
          onSend={(proof) => send(doing.kind === "renew" ? "/account/factor/codes" : "/account/factor/remove", proof)}
        />
      ) : null}
      {doing.kind === "codes" ? (
        <RecoveryCodes
          codes={doing.codes}
          onDone={() => {
            cancel();
            void onChanged();
          }}
        />
      ) : null}
    </section>
  );
}

interface StandingProps {
  readonly account: AccountView;
  readonly onDo: (kind: "begin" | "renew" | "remove") => void;
}

function Standing({ account, onDo }: StandingProps) {
  const { text } = useTexts();
  if (!account.hasFactor) {
    return (
      <>
        <p className="small">{text("account.factorOff")}</p>
        <Button className="button button-accent" onPress={() => onDo("begin")}>
          {text("account.addFactor")}
        </Button>
      </>
    );
  }
  return (
    <>
      <p className="small">{text("account.factorOn")}</p>
      <p className={account.codesLeft < 3 ? "note note-warn" : "muted small"}>
        {text("account.codesLeft", { count: account.codesLeft })}
      </p>
      <div className="actions">
        <Button className="button" onPress={() => onDo("renew")}>
          {text("account.renewCodes")}
        </Button>
        <Button className="button button-bad" onPress={() => onDo("remove")}>
          {text("account.removeFactor")}
        </Button>
      </div>
    </>
  );
}

/** Read by a camera, or aloud and typed in groups of four; the address opens the app where the app is. */
function OfferedKey({ offer }: { readonly offer: Offer }) {
  const { text } = useTexts();
  const groups = offer.factorKey.match(/.{1,4}/gu) ?? [];
  return (
    <>
      <p className="small">{text("account.scanKey")}</p>
      <QrCode text={offer.address} label={text("account.qrCode")} />
      <p className="small">{text("account.typeKey")}</p>
      <p className="factor-key" dir="ltr" data-key={offer.factorKey}>
        {groups.join(" ")}
      </p>
      <details className="details">
        <summary>{text("account.factorAddress")}</summary>
        <p className="factor-key" dir="ltr">
          <a href={offer.address}>{offer.address}</a>
        </p>
      </details>
    </>
  );
}

function RecoveryCodes({ codes, onDone }: { readonly codes: readonly string[]; readonly onDone: () => void }) {
  const { text } = useTexts();
  return (
    <>
      <p className="note note-warn" role="status">
        {text("account.keepCodes")}
      </p>
      <ul className="recovery-codes" dir="ltr" aria-label={text("account.codes")}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Button className="button button-accent" onPress={onDone}>
        {text("account.codesKept")}
      </Button>
    </>
  );
}
