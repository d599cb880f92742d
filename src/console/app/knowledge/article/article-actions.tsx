/** The buttons under the text, as far as the state and the role allow: save, review, publish, discard, withdraw, propose. */
import { useState } from "react";
import { Button } from "react-aria-components";
import type { Language } from "../../../../contracts/language.ts";
import type { ArticlePageView } from "../../../knowledge-api.ts";
import { useTexts } from "../../texts/use-texts.tsx";
import { type EditedText, type Standing, standingOf } from "./standing.ts";
import { useArticleActions } from "./use-article-actions.ts";

interface ArticleActionsProps {
  readonly page: ArticlePageView;
  readonly language: Language;
  readonly standing: Standing;
  readonly edited: EditedText;
  readonly isChanged: boolean;
  readonly onReset: () => void;
  readonly reload: () => Promise<void>;
}

export function ArticleActions({ page, language, standing, edited, isChanged, onReset, reload }: ArticleActionsProps) {
  const { text } = useTexts();
  const actions = useArticleActions(page, language, reload);
  const { open, live } = standing;
  const isEmpty = edited.title.trim() === "" || edited.body.trim() === "";
  const isNewText = isChanged || open !== null;
  if (!page.mayWrite) return <p className="note note-info">{text("article.readOnly")}</p>;
  const saveAnd = async (to: "in-review" | "published", said: "article.sent" | "article.published") => {
    const version = isChanged ? await actions.save(edited, standing) : open;
    if (version) await actions.move([version.versionId], to, said);
  };
  const withdraw = async () => {
    const version = await actions.save(standing.text, standing, true);
    if (version) await actions.move([version.versionId], "published", "article.withdrawn");
  };
  return (
    <div className="actions" aria-busy={actions.isBusy}>
      <Button
        className="button"
        isDisabled={actions.isBusy || !isChanged || isEmpty}
        onPress={() => void actions.save(edited, standing)}
      >
        {text("article.saveDraft")}
      </Button>
      {isChanged ? (
        <Button className="button" isDisabled={actions.isBusy} onPress={onReset}>
          {text("article.reset")}
        </Button>
      ) : null}
      {open?.state === "in-review" && !isChanged ? (
        <Button
          className="button"
          isDisabled={actions.isBusy}
          onPress={() => void actions.move([open.versionId], "draft", "article.takenBack")}
        >
          {text("article.takeBack")}
        </Button>
      ) : (
        <Button
          className="button"
          isDisabled={actions.isBusy || !isNewText || isEmpty}
          onPress={() => void saveAnd("in-review", "article.sent")}
        >
          {text("article.send")}
        </Button>
      )}
      {page.mayPublish ? (
        <Button
          className="button button-accent"
          isDisabled={actions.isBusy || !isNewText || isEmpty}
          onPress={() => void saveAnd("published", "article.published")}
        >
          {text("article.publish")}
        </Button>
      ) : null}
      {open !== null && !isChanged ? (
        <Button
          className="button"
          isDisabled={actions.isBusy}
          onPress={() => void actions.move([open.versionId], "archived", "article.discarded")}
        >
          {text("article.discard")}
        </Button>
      ) : null}
      {live !== null && open === null && page.mayPublish ? (
        <Button className="button button-bad" isDisabled={actions.isBusy || isChanged} onPress={() => void withdraw()}>
          {text("article.withdraw")}
        </Button>
      ) : null}
      <OtherLanguages page={page} actions={actions} isDisabled={isChanged} />
    </div>
  );
}

interface OtherLanguagesProps {
  readonly page: ArticlePageView;
  readonly actions: ReturnType<typeof useArticleActions>;
  readonly isDisabled: boolean;
}

/** Proposals for what is missing or still a blank form, one language after the other; and all drafts published at once. */
function OtherLanguages({ page, actions, isDisabled }: OtherLanguagesProps) {
  const { text } = useTexts();
  const [done, setDone] = useState<number | null>(null);
  const standings = page.languages.map((each) => ({ language: each, standing: standingOf(page, each) }));
  const wanting = standings.filter(({ standing }) => standing.live === null && isBlank(standing.text));
  const drafts = standings.flatMap(({ standing: { open } }) => (open && !isBlank(open) ? [open.versionId] : []));
  const propose = async () => {
    setDone(0);
    await actions.propose(
      wanting.map(({ language }) => language),
      setDone,
    );
    setDone(null);
  };
  return (
    <>
      {page.hasModel && wanting.length > 0 ? (
        <Button className="button" isDisabled={actions.isBusy || isDisabled} onPress={() => void propose()}>
          {done === null
            ? text("article.propose", { count: wanting.length })
            : text("article.proposing", { done, total: wanting.length })}
        </Button>
      ) : null}
      {page.mayPublish && drafts.length > 1 ? (
        <Button
          className="button"
          isDisabled={actions.isBusy || isDisabled}
          onPress={() => void actions.move(drafts, "published", "article.published")}
        >
          {text("article.publishAll", { count: drafts.length })}
        </Button>
      ) : null}
    </>
  );
}

function isBlank({ title, body }: EditedText): boolean {
  return body.trim() === "" || body.includes("[?]") || title.includes("[?]");
}
