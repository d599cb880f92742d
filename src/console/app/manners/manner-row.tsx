/** One market: closed what holds, open what can be changed, and the way back to what shipped. */
import { type FormEvent, useId, useState } from "react";
import { Button } from "react-aria-components";
import {
  AVOIDED,
  FORMALITIES,
  type Formality,
  type Manner,
  OPENINGS,
  type Opening,
  type ShopManner,
} from "../../../contracts/manner.ts";
import { Choices } from "../desk/choices.tsx";
import { Avoided } from "../languages/manner-hint.tsx";
import { nameMarket } from "../languages/name-market.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";

/** As the server's limit. */
const MAX_NOTE = 300;

interface MannerRowProps {
  readonly manner: ShopManner;
  readonly isNew: boolean;
  readonly mayWrite: boolean;
  readonly onWritten: () => Promise<void>;
}

export function MannerRow(props: MannerRowProps) {
  const { manner, isNew, mayWrite } = props;
  const { language, text } = useTexts();
  const standing = manner.isShipped ? "shipped" : manner.comesWithProgram ? "changed" : "own";
  const reason = manner.reasons[language] ?? manner.reasons["en"];
  return (
    <details className="card manner-row" open={isNew} data-market={manner.market}>
      <summary>
        <h2>{nameMarket(manner.market, language)}</h2>
        <span className="manner-said muted small">
          {text(`manners.opening.${manner.opening}`)} · {text(`manners.formality.${manner.formality}`)}
        </span>
        <span className="badge badge-state" data-state={standing === "shipped" ? undefined : "draft"}>
          {text(`manners.${standing}`)}
        </span>
      </summary>
      <div className="manner-form">
        {reason === undefined ? null : <p className="muted small">{reason}</p>}
        {mayWrite ? <MannerForm {...props} /> : <Avoided manner={manner} />}
      </div>
    </details>
  );
}

function MannerForm({ manner, isNew, onWritten }: MannerRowProps) {
  const { text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const noteId = useId();
  const [edited, setEdited] = useState<Manner>(manner);
  const { opening, formality, avoid, note } = edited;
  const isChanged = isNew || joined(edited) !== joined(manner);
  const place = `/manners/${manner.market}`;
  const finish = async (call: Promise<{ readonly kind: string }>, said: string) => {
    const called = await call;
    if (called.kind !== "ok") return say(text("manners.notSaved"), "bad");
    say(said);
    await onWritten();
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    void finish(api.put(place, { opening, formality, avoid, note }), text("manners.saved"));
  };
  return (
    <form className="stack" onSubmit={save}>
      <div className="manner-choices">
        <Radios<Opening>
          title={text("manners.opening")}
          all={OPENINGS}
          chosen={opening}
          nameOf={(each) => text(`manners.opening.${each}`)}
          onChange={(each) => setEdited({ ...edited, opening: each })}
        />
        <Radios<Formality>
          title={text("manners.formality")}
          all={FORMALITIES}
          chosen={formality}
          nameOf={(each) => text(`manners.formality.${each}`)}
          onChange={(each) => setEdited({ ...edited, formality: each })}
        />
      </div>
      <Choices
        title={text("manners.avoid")}
        all={AVOIDED}
        chosen={avoid}
        nameOf={(each) => text(`manners.avoid.${each}`)}
        onChange={(each) => setEdited({ ...edited, avoid: each })}
      />
      <div className="field">
        <label htmlFor={noteId}>{text("manners.note")}</label>
        <textarea
          id={noteId}
          className="textarea"
          dir={note === "" ? undefined : "auto"}
          rows={2}
          maxLength={MAX_NOTE}
          value={note}
          onChange={(event) => setEdited({ ...edited, note: event.currentTarget.value })}
        />
      </div>
      <div className="actions">
        <Button type="submit" className="button button-accent" isDisabled={!isChanged}>
          {text("action.save")}
        </Button>
        {manner.isShipped || isNew ? null : (
          <Button
            className="button"
            onPress={() => void finish(api.post(`${place}/restore`, {}), text("manners.restored"))}
          >
            {text(manner.comesWithProgram ? "manners.restore" : "manners.remove")}
          </Button>
        )}
      </div>
    </form>
  );
}

function joined({ opening, formality, note, avoid }: Manner): string {
  return [opening, formality, note, ...avoid].join();
}

interface RadiosProps<Value extends string> {
  readonly title: string;
  readonly all: readonly Value[];
  readonly chosen: Value;
  readonly nameOf: (value: Value) => string;
  readonly onChange: (chosen: Value) => void;
}

function Radios<Value extends string>({ title, all, chosen, nameOf, onChange }: RadiosProps<Value>) {
  const name = useId();
  return (
    <fieldset className="choices-field">
      <legend>{title}</legend>
      <div className="choices-boxes">
        {all.map((value) => (
          <label key={value} className="choice-box">
            <input type="radio" name={name} checked={value === chosen} onChange={() => onChange(value)} />
            <span>{nameOf(value)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
