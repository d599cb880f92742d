/** Every macro as a row: what it is called, what it says, how often it is sent; the hidden ones below. */
import { useMemo, useState } from "react";
import { useFilter } from "react-aria-components";
import type { ShelvedMacro } from "../../../contracts/macro.ts";
import { SearchField } from "../parts/fields/search-field.tsx";
import { addressIn, followLink } from "../parts/use-path.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { nameMacro, searchText, wordsOf } from "./name-macro.ts";

interface MacroListProps {
  readonly macros: readonly ShelvedMacro[];
  readonly mayWrite: boolean;
}

export function MacroList({ macros, mayWrite }: MacroListProps) {
  const { language, text } = useTexts();
  const { contains } = useFilter({ sensitivity: "base" });
  const [search, setSearch] = useState("");
  const found = useMemo(
    () => macros.filter((macro) => contains(searchText(macro, language), search.trim())),
    [macros, search, contains, language],
  );
  const shown = found.filter(({ isHidden }) => !isHidden);
  const hidden = found.filter(({ isHidden }) => isHidden);
  return (
    <section aria-labelledby="macros-title">
      <div className="knowledge-title">
        <h1 id="macros-title">{text("section.macros")}</h1>
        <p className="muted small">{text(mayWrite ? "macros.lead" : "macros.readOnly")}</p>
        {mayWrite ? (
          <a className="button button-accent macro-new" href={addressIn("macros", "new")} onClick={followLink}>
            {text("macros.new")}
          </a>
        ) : null}
      </div>
      {macros.length === 0 ? (
        <div className="state">
          <h2>{text("macros.empty.title")}</h2>
          <p>{text("macros.empty.body")}</p>
        </div>
      ) : (
        <div className="list-tools">
          <SearchField label={text("macros.search")} value={search} onChange={setSearch} />
        </div>
      )}
      {macros.length > 0 && found.length === 0 ? (
        <div className="state">
          <h2>{text("macros.noFit")}</h2>
          <p>{text("macros.noFitBody")}</p>
        </div>
      ) : null}
      <Rows macros={shown} />
      {hidden.length === 0 ? null : (
        <details className="details macro-hidden">
          <summary>{text("macros.hidden", { count: hidden.length })}</summary>
          <Rows macros={hidden} />
        </details>
      )}
    </section>
  );
}

function Rows({ macros }: { readonly macros: readonly ShelvedMacro[] }) {
  if (macros.length === 0) return null;
  return (
    <ul className="card macro-rows">
      {macros.map((macro) => (
        <Row key={macro.macroKey} macro={macro} />
      ))}
    </ul>
  );
}

function Row({ macro }: { readonly macro: ShelvedMacro }) {
  const { language, text } = useTexts();
  return (
    <li className="macro-row">
      <a className="macro-link" href={addressIn("macros", macro.macroKey)} onClick={followLink}>
        <span className="macro-name" dir="auto">
          {nameMacro(macro, language)}
        </span>
        <span className="macro-said" dir="auto">
          {wordsOf(macro, language)}
        </span>
      </a>
      <p className="macro-marks">
        {macro.isHidden ? <span className="badge badge-state">{text("macros.mark.hidden")}</span> : null}
        {macro.isShipped ? <span className="badge badge-state">{text("macros.mark.shipped")}</span> : null}
        {macro.comesWithProgram && !macro.isShipped && !macro.isHidden ? (
          <span className="badge badge-state" data-state="draft">
            {text("macros.mark.changed")}
          </span>
        ) : null}
        {macro.actions.then === undefined ? null : (
          <span className="badge badge-state" data-state="published">
            {text(`macros.mark.${macro.actions.then}`)}
          </span>
        )}
      </p>
      <p className="figures muted small">
        {text("macros.used", { count: macro.usedCount })}
        <br />
        {text("macros.languages", { count: Object.keys(macro.texts).length })}
      </p>
    </li>
  );
}
