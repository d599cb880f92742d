/** Every version of the article in this language: who, when, why, what it changed, and one press to have it back. */
import { useState } from "react";
import { Button } from "react-aria-components";
import type { Language } from "../../../../contracts/language.ts";
import type { ArticlePageView, TextView, VersionView } from "../../../knowledge-api.ts";
import { formatMoment } from "../../parts/format-time.ts";
import { useTexts } from "../../texts/use-texts.tsx";
import { compareLines } from "./compare-lines.ts";
import type { Standing } from "./standing.ts";
import { useArticleActions } from "./use-article-actions.ts";

interface VersionHistoryProps {
  readonly page: ArticlePageView;
  readonly language: Language;
  readonly standing: Standing;
  readonly reload: () => Promise<void>;
}

export function VersionHistory({ page, language, standing, reload }: VersionHistoryProps) {
  const { text } = useTexts();
  const actions = useArticleActions(page, language, reload);
  const versions = page.versions.filter((version) => version.language === language);
  if (versions.length === 0) return null;
  return (
    <section className="history" aria-labelledby="history-title">
      <h2 id="history-title">{text("version.title")}</h2>
      <ol className="version-list">
        {versions.map((version) => (
          <VersionItem
            key={version.versionId}
            version={version}
            before={versions.find(({ number }) => number < version.number) ?? null}
            canRestore={page.mayPublish && version.state === "archived" && standing.open === null}
            isBusy={actions.isBusy}
            onRestore={() => void actions.move([version.versionId], "published", "version.restored")}
          />
        ))}
      </ol>
    </section>
  );
}

interface VersionItemProps {
  readonly version: VersionView;
  readonly before: VersionView | null;
  readonly canRestore: boolean;
  readonly isBusy: boolean;
  readonly onRestore: () => void;
}

function VersionItem({ version, before, canRestore, isBusy, onRestore }: VersionItemProps) {
  const { language, text } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const who = version.author ?? text(version.sourceKind === "file" ? "version.file" : "version.program");
  return (
    <li className="version">
      <div className="version-line">
        <span className="badge badge-state" data-state={version.state}>
          {text(`version.state.${version.state}`)}
        </span>
        <span>
          <bdi>{text("version.number", { number: version.number })}</bdi>
          {" · "}
          <bdi>{who}</bdi>
          {" · "}
          <time dateTime={new Date(version.createdAt).toISOString()}>{formatMoment(version.createdAt, language)}</time>
          {version.isWithdrawal ? ` · ${text("version.withdrawal")}` : null}
        </span>
        <Button className="button-text" aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
          {text(isOpen ? "version.hide" : "version.changes")}
        </Button>
        {canRestore ? (
          <Button className="button-text" isDisabled={isBusy} onPress={onRestore}>
            {text("version.restore")}
          </Button>
        ) : null}
      </div>
      {version.movedBy === null || version.movedAt - version.createdAt < 1_000 ? null : (
        <p className="muted small">
          {text("version.moved", { name: version.movedBy, time: formatMoment(version.movedAt, language) })}
        </p>
      )}
      {isOpen ? <Changes from={before} to={version} /> : null}
    </li>
  );
}

function Changes({ from, to }: { readonly from: TextView | null; readonly to: VersionView }) {
  const { text } = useTexts();
  const lines = compareLines(from === null ? "" : writeWhole(from), writeWhole(to));
  if (lines.every(({ kind }) => kind === "same")) return <p className="muted small">{text("version.noChanges")}</p>;
  return (
    <div
      className="changes"
      role="region"
      aria-label={text("version.changes")}
      tabIndex={0}
      dir="auto"
      lang={to.language}
    >
      {lines.map(({ kind, line }, at) => (
        <p key={`${at}-${line}`} className="change" data-kind={kind}>
          <span className="unseen">{kind === "same" ? "" : text(`version.${kind}`)}</span>
          {line === "" ? "\u00a0" : line}
        </p>
      ))}
    </div>
  );
}

function writeWhole({ title, questions, tags, url, reviewedUntil, body }: TextView): string {
  const rest = [tags.join(", "), url ?? "", reviewedUntil ?? ""].filter((line) => line !== "");
  return [title, ...rest, ...questions.map((question) => `? ${question}`), "", body].join("\n");
}
