/** One article: its languages as tabs, the text being written, what was written before, and asking as a buyer beside it. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { Language } from "../../../../contracts/language.ts";
import type { ArticlePageView } from "../../../knowledge-api.ts";
import { NotLoaded } from "../../parts/page-loading.tsx";
import { nameLanguage } from "../../parts/format-time.ts";
import { BackIcon } from "../../parts/icons.tsx";
import { useLeaveWarning } from "../../parts/use-leave-warning.ts";
import { followLink } from "../../parts/use-path.ts";
import { useTexts } from "../../texts/use-texts.tsx";
import { ArticleActions } from "./article-actions.tsx";
import { ArticleEditor } from "./article-editor.tsx";
import { AskPanel } from "./ask-panel.tsx";
import { GivenAnswers } from "./given-answers.tsx";
import { isSameText, standingOf, type EditedText } from "./standing.ts";
import { knowledgeAddress } from "../use-knowledge-route.ts";
import { useLoaded } from "../../server/use-loaded.ts";
import { VersionHistory } from "./version-history.tsx";

interface ArticlePageProps {
  readonly articleKey: string;
  readonly language: string | null;
}

export function ArticlePage({ articleKey, language: wanted }: ArticlePageProps) {
  const { body, fault, reload } = useLoaded<ArticlePageView>(`/knowledge/articles/${articleKey}`);
  const isNew = fault?.kind === "refused" && fault.code === "NOT_FOUND" && wanted !== null;
  if (body === null && !isNew) return <NotLoaded fault={fault} reload={reload} />;
  const page: ArticlePageView = body ?? { ...NEW, articleKey, languages: [wanted as Language] };
  return <Article page={page} wanted={wanted} reload={reload} />;
}

/** Nothing is stored of it before the first draft is saved; what the role may do is checked then. */
const NEW = { live: [], versions: [], answers: [], mayPublish: false, mayWrite: true, hasModel: false } as const;

interface ArticleProps {
  readonly page: ArticlePageView;
  readonly wanted: string | null;
  readonly reload: () => Promise<void>;
}

function Article({ page, wanted, reload }: ArticleProps) {
  const { text } = useTexts();
  const { articleKey } = page;
  const written = new Set([...page.live, ...page.versions].map((each) => each.language));
  const language =
    page.languages.find((each) => each === wanted) ?? page.languages.find((each) => written.has(each)) ?? "en";
  const standing = standingOf(page, language);
  const stored = standing.text;
  const [edited, setEdited] = useState<EditedText>(stored);
  const storedMark = JSON.stringify([language, stored]);
  useEffect(() => setEdited(stored), [storedMark]);
  const isChanged = !isSameText(edited, stored);
  useLeaveWarning(isChanged);
  const back = useCallback(() => setEdited(stored), [stored]);
  return (
    <article className="article" aria-labelledby="article-title">
      <a className="back-link" href={knowledgeAddress({ kind: "articles" })} onClick={followLink}>
        <BackIcon /> {text("knowledge.place.articles")}
      </a>
      <ArticleTitle page={page} language={language} title={edited.title} />
      <LanguageTabs page={page} language={language} />
      <div className="article-columns">
        <div className="stack">
          <StateLine standing={standing} />
          <ArticleEditor
            key={language}
            language={language}
            edited={edited}
            isReadOnly={!page.mayWrite}
            onChange={setEdited}
          />
          <ArticleActions
            page={page}
            language={language}
            standing={standing}
            edited={edited}
            isChanged={isChanged}
            onReset={back}
            reload={reload}
          />
          <VersionHistory page={page} language={language} standing={standing} reload={reload} />
          <GivenAnswers answers={page.answers} />
        </div>
        <AskPanel
          articleKey={articleKey}
          languages={page.languages}
          language={language}
          draft={{ articleKey, language, text: edited }}
        />
      </div>
    </article>
  );
}

interface ArticleTitleProps {
  readonly page: ArticlePageView;
  readonly language: Language;
  readonly title: string;
}

/** Where the language has none yet, what the article is called in another; a key is for programs. */
function ArticleTitle({ page, language, title }: ArticleTitleProps) {
  const other = [...page.live, ...page.versions].find((each) => each.title !== "");
  const shown = title === "" && other ? other : { title: title === "" ? page.articleKey : title, language };
  return (
    <h1 id="article-title">
      <bdi lang={shown.language}>{shown.title}</bdi>
    </h1>
  );
}

function LanguageTabs({ page, language }: { readonly page: ArticlePageView; readonly language: Language }) {
  const { language: own, text } = useTexts();
  const current = useRef<HTMLAnchorElement>(null);
  // On a phone the row scrolls, and the language one has opened may be the fifteenth.
  useEffect(() => {
    // Newer browsers return a promise here, which an effect must not pass on.
    current.current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [language]);
  return (
    <nav className="language-tabs" aria-label={text("knowledge.languages")}>
      {page.languages.map((each) => {
        const { state } = standingOf(page, each);
        return (
          <a
            key={each}
            ref={each === language ? current : undefined}
            className="language-tab"
            href={knowledgeAddress({ kind: "article", articleKey: page.articleKey, language: each })}
            aria-current={each === language ? "page" : undefined}
            onClick={followLink}
          >
            <span className="cell-dot" data-state={state} aria-hidden="true" />
            {nameLanguage(each, own)}
            <span className="unseen">{text(`standing.${state}`)}</span>
          </a>
        );
      })}
    </nav>
  );
}

function StateLine({ standing }: { readonly standing: ReturnType<typeof standingOf> }) {
  const { text } = useTexts();
  return (
    <p className="state-line">
      <span className="badge badge-state" data-state={standing.state}>
        {text(`standing.${standing.state}`)}
      </span>
      <span className="muted small">{text(`standing.${standing.state}.long`)}</span>
    </p>
  );
}
