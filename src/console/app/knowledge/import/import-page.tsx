/** Bringing what the shop has written elsewhere: files, a page or a whole sitemap; what runs, what came of it, what is followed. */
import { useEffect, useState } from "react";
import type { ImportPageView } from "../../../import-api.ts";
import { NotLoaded } from "../../parts/page-loading.tsx";
import { nameLanguage } from "../../parts/format-time.ts";
import { useTexts } from "../../texts/use-texts.tsx";
import { AddAddress } from "./add-address.tsx";
import { RunList } from "./run-list.tsx";
import { SourceList } from "./source-list.tsx";
import { SendFiles } from "./send-files.tsx";
import { useImports } from "./use-imports.ts";
import { type ImportWish, useUpload } from "./use-upload.ts";

export function ImportPage() {
  const { text } = useTexts();
  const upload = useUpload();
  const { body, fault, reload } = useImports(upload.sending !== null);
  const [wish, setWish] = useState<ImportWish>({ language: "", publishes: false });
  // What has just been sent stands in the list without waiting for the next look.
  useEffect(() => void reload(), [upload.sending, reload]);
  if (body === null) return <NotLoaded fault={fault} reload={reload} />;
  return (
    <div className="stack">
      <div>
        <h1>{text("knowledge.place.import")}</h1>
        <p className="muted import-lead">{text(body.mayWrite ? "import.lead" : "import.readOnly")}</p>
      </div>
      {body.mayWrite ? (
        <>
          <Wish page={body} wish={wish} onChange={setWish} />
          <div className="import-ways">
            <SendFiles upload={upload} wish={wish} />
            <AddAddress wish={wish} onAdded={reload} />
          </div>
        </>
      ) : null}
      <RunList runs={body.runs} mayWrite={body.mayWrite} onChange={reload} />
      <SourceList sources={body.sources} runs={body.runs} onChange={reload} />
    </div>
  );
}

interface WishProps {
  readonly page: ImportPageView;
  readonly wish: ImportWish;
  readonly onChange: (wish: ImportWish) => void;
}

function Wish({ page, wish, onChange }: WishProps) {
  const { language, text } = useTexts();
  return (
    <div className="import-wish">
      <div className="import-choice">
        <label htmlFor="import-language">{text("import.language")}</label>
        <select
          id="import-language"
          className="select"
          value={wish.language}
          onChange={(event) => onChange({ ...wish, language: event.currentTarget.value })}
        >
          <option value="">{text("import.recognise")}</option>
          {page.languages.map((each) => (
            <option key={each} value={each}>
              {nameLanguage(each, language)}
            </option>
          ))}
        </select>
      </div>
      {page.mayPublish ? (
        <label className="option">
          <input
            type="checkbox"
            checked={wish.publishes}
            onChange={(event) => onChange({ ...wish, publishes: event.currentTarget.checked })}
          />
          <span>{text("import.publish")}</span>
        </label>
      ) : (
        <p className="muted small">{text("import.draftsOnly")}</p>
      )}
    </div>
  );
}
