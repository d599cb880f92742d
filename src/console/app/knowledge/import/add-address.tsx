/** A page or a sitemap to import, once or again and again; an address that cannot be read is said so and not kept. */
import { useState } from "react";
import { Button } from "react-aria-components";
import type { AddedView, NotTakenView, SourceBody } from "../../../import-api.ts";
import { useApi } from "../../server/use-api.tsx";
import { useTexts } from "../../texts/use-texts.tsx";
import type { ImportWish } from "./use-upload.ts";

const KINDS = ["page", "sitemap"] as const;
const EVERY = ["once", "day", "week"] as const;
/** The server itself waits 20 s for the page. */
const WAIT_MS = 30_000;

interface AddAddressProps {
  readonly wish: ImportWish;
  readonly onAdded: () => Promise<void>;
}

export function AddAddress({ wish, onAdded }: AddAddressProps) {
  const { text } = useTexts();
  const api = useApi();
  const [url, setUrl] = useState("");
  const [kind, setKind] = useState<SourceBody["kind"]>("page");
  const [every, setEvery] = useState<SourceBody["every"]>("once");
  const [isBusy, setBusy] = useState(false);
  const [why, setWhy] = useState<string | null>(null);
  const explain = ({ fault, detail }: NotTakenView) => text(`import.fault.${fault}`, { detail });
  const add = async () => {
    setBusy(true);
    setWhy(null);
    const body = { kind, url: completeUrl(url), every, language: wish.language || null, publishes: wish.publishes };
    const called = await api.post<AddedView>("/knowledge/import/sources", body, WAIT_MS);
    setBusy(false);
    if (called.kind === "ok" && called.body.kind === "started") setUrl("");
    else if (called.kind === "ok" && called.body.kind === "refused") setWhy(explain(called.body.why));
    else if (called.kind === "refused" && called.code === "REQUEST_INVALID") {
      setWhy(text("import.fault.not-a-web-address"));
    } else if (called.kind === "refused" && called.code === "NOT_ALLOWED") setWhy(text("import.notAllowed"));
    else if (called.kind === "refused" && called.code === "TOO_MANY_REQUESTS") setWhy(text("import.unsent.busy"));
    else setWhy(text("knowledge.failed"));
    await onAdded();
  };
  return (
    <section className="card import-way" aria-labelledby="import-address">
      <h2 id="import-address">{text("import.address")}</h2>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (url.trim() !== "" && !isBusy) void add();
        }}
      >
        <Radios name="kind" values={KINDS} value={kind} onChange={setKind} label={text("import.kind")}>
          {(each) => text(`import.kind.${each}`)}
        </Radios>
        <div className="field">
          <label htmlFor="import-url">{text("import.url")}</label>
          <input
            id="import-url"
            type="text"
            inputMode="url"
            dir="ltr"
            autoComplete="off"
            spellCheck={false}
            value={url}
            aria-invalid={why !== null}
            aria-describedby={why === null ? undefined : "import-url-why"}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
          {why === null ? null : (
            <p id="import-url-why" className="note note-bad" role="alert">
              {why}
            </p>
          )}
        </div>
        <Radios name="every" values={EVERY} value={every} onChange={setEvery} label={text("import.every")}>
          {(each) => text(`import.every.${each}`)}
        </Radios>
        <div className="actions">
          <Button type="submit" className="button button-accent" isDisabled={isBusy || url.trim() === ""}>
            {text(isBusy ? "import.looking" : "import.start")}
          </Button>
        </div>
      </form>
    </section>
  );
}

interface RadiosProps<Value extends string> {
  readonly name: string;
  readonly label: string;
  readonly values: readonly Value[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly children: (value: Value) => string;
}

function Radios<Value extends string>({ name, label, values, value, onChange, children }: RadiosProps<Value>) {
  return (
    <fieldset className="import-radios">
      <legend>{label}</legend>
      {values.map((each) => (
        <label key={each} className="option">
          <input type="radio" name={name} checked={each === value} onChange={() => onChange(each)} />
          <span>{children(each)}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** "shop.example/help" is what people copy from memory. */
function completeUrl(typed: string): string {
  const url = typed.trim();
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `https://${url}`;
}
