/** One macro: what it is called and says in each language, what may stand in braces, and what becomes of the case. */
import { type RefObject, useRef, useState } from "react";
import { Button } from "react-aria-components";
import type { Language } from "../../../contracts/language.ts";
import { MACRO_VALUES, type MacroValue } from "../../../contracts/macro.ts";
import { nameLanguage } from "../parts/format-time.ts";
import { BackIcon } from "../parts/icons.tsx";
import { startLanguage, TextTabs } from "../parts/text-tabs.tsx";
import { useLeaveWarning } from "../parts/use-leave-warning.ts";
import { addressIn, followLink } from "../parts/use-path.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { MacroActionFields } from "./macro-action-fields.tsx";
import type { EditedMacro, MacroEditorProps } from "./edited-macro.ts";
import { MacroButtons } from "./macro-buttons.tsx";
import { nameMacro } from "./name-macro.ts";

export function MacroEditor({ macro, takenKeys, mayWrite, reload }: MacroEditorProps) {
  const { language: own, text } = useTexts();
  const stored: EditedMacro = { names: macro.names, texts: macro.texts, actions: macro.actions };
  const [edited, setEdited] = useState<EditedMacro>(stored);
  const [current, setCurrent] = useState<Language>(() => startLanguage(own));
  const field = useRef<HTMLTextAreaElement>(null);
  const isChanged = JSON.stringify(edited) !== JSON.stringify(stored);
  useLeaveWarning(isChanged);
  const isNew = macro.macroKey === "";
  return (
    <article className="article" aria-labelledby="macro-title">
      <a className="back-link" href={addressIn("macros")} onClick={followLink}>
        <BackIcon /> {text("section.macros")}
      </a>
      <h1 id="macro-title">
        <bdi>{isNew ? text("macros.new") : nameMacro(macro, own)}</bdi>
      </h1>
      <Standing macro={macro} mayWrite={mayWrite} />
      <div className="article-columns">
        <div className="stack">
          <TextTabs
            label={text("macros.texts")}
            current={current}
            onChange={setCurrent}
            isWritten={(each) => (edited.texts[each] ?? "").trim() !== ""}
          >
            {(each) => (
              <TextFields edited={edited} language={each} isReadOnly={!mayWrite} field={field} onChange={setEdited} />
            )}
          </TextTabs>
          <MacroButtons
            macro={macro}
            edited={edited}
            takenKeys={takenKeys}
            mayWrite={mayWrite}
            isChanged={isChanged}
            onReset={() => setEdited(stored)}
            reload={reload}
          />
        </div>
        <aside className="stack">
          <Values mayWrite={mayWrite} onInsert={(value) => setEdited(insert(edited, current, { value, field }))} />
          <MacroActionFields
            actions={edited.actions}
            isReadOnly={!mayWrite}
            onChange={(actions) => setEdited({ ...edited, actions })}
          />
        </aside>
      </div>
    </article>
  );
}

function Standing({ macro, mayWrite }: Pick<MacroEditorProps, "macro" | "mayWrite">) {
  const { text } = useTexts();
  const said = macro.isHidden ? "hidden" : macro.isShipped ? "shipped" : macro.comesWithProgram ? "changed" : null;
  return (
    <>
      {mayWrite ? null : <p className="note note-info">{text("macros.readOnly")}</p>}
      {said === null ? null : (
        <p className="state-line">
          <span className="badge badge-state" data-state={said === "changed" ? "draft" : said}>
            {text(`macros.mark.${said}`)}
          </span>
          <span className="muted small">{text(`macros.mark.${said}.long`)}</span>
        </p>
      )}
    </>
  );
}

interface TextFieldsProps {
  readonly edited: EditedMacro;
  readonly language: Language;
  readonly isReadOnly: boolean;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly onChange: (edited: EditedMacro) => void;
}

function TextFields({ edited, language, isReadOnly, field, onChange }: TextFieldsProps) {
  const { language: own, text } = useTexts();
  const named = { language: nameLanguage(language, own) };
  const name = edited.names[language] ?? "";
  const said = edited.texts[language] ?? "";
  return (
    <div className="editor">
      <div className="field">
        <label htmlFor="macro-name">{text("macros.name", named)}</label>
        <input
          id="macro-name"
          dir={name === "" ? undefined : "auto"}
          lang={language}
          maxLength={80}
          readOnly={isReadOnly}
          value={name}
          onChange={(event) =>
            onChange({ ...edited, names: { ...edited.names, [language]: event.currentTarget.value } })
          }
        />
      </div>
      <div className="field">
        <label htmlFor="macro-text">{text("macros.text", named)}</label>
        <textarea
          id="macro-text"
          ref={field}
          className="textarea macro-textarea"
          dir={said === "" ? undefined : "auto"}
          lang={language}
          maxLength={4_000}
          readOnly={isReadOnly}
          aria-describedby="macro-text-hint"
          value={said}
          onChange={(event) =>
            onChange({ ...edited, texts: { ...edited.texts, [language]: event.currentTarget.value } })
          }
        />
        <p id="macro-text-hint" className="muted">
          {text("macros.textHint")}
        </p>
      </div>
    </div>
  );
}

interface ValuesProps {
  readonly mayWrite: boolean;
  readonly onInsert: (value: MacroValue) => void;
}

/** What stands in braces, in words; a press puts it where the caret is. */
function Values({ mayWrite, onInsert }: ValuesProps) {
  const { text } = useTexts();
  return (
    <section className="card macro-values" aria-labelledby="macro-values">
      <h2 id="macro-values">{text("macros.values")}</h2>
      <p className="muted small">{text("macros.valuesLead")}</p>
      <dl>
        {MACRO_VALUES.map((value) => (
          <div key={value} className="macro-value">
            <dt>
              {mayWrite ? (
                <Button
                  className="button macro-brace"
                  aria-label={text("macros.insert", { name: text(`macros.value.${value}`) })}
                  onPress={() => onInsert(value)}
                >
                  <bdi dir="ltr">{`{${value}}`}</bdi>
                </Button>
              ) : (
                <bdi dir="ltr" className="macro-brace">{`{${value}}`}</bdi>
              )}
            </dt>
            <dd className="small">{text(`macros.value.${value}.long`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface Insertion {
  readonly value: MacroValue;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

function insert(edited: EditedMacro, language: Language, { value, field }: Insertion): EditedMacro {
  const said = edited.texts[language] ?? "";
  const from = field.current?.selectionStart ?? said.length;
  const to = field.current?.selectionEnd ?? from;
  const at = from + value.length + 2;
  // After the new text stands in the field.
  setTimeout(() => {
    field.current?.focus();
    field.current?.setSelectionRange(at, at);
  }, 0);
  return { ...edited, texts: { ...edited.texts, [language]: `${said.slice(0, from)}{${value}}${said.slice(to)}` } };
}
