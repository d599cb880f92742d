/** Under the composer: a reply to look at, macros, tags and articles that fit, each one tap away. */
import { type RefObject, useCallback, useMemo, useState } from "react";
import { Button } from "react-aria-components";
import type { ArticleHint, CopilotView } from "../../../contracts/copilot.ts";
import type { ActionView, TicketPageView } from "../../console-api.ts";
import type { Replies } from "../conversation/use-replies.ts";
import { useCommands } from "../desk/use-commands.tsx";
import { MacroIcon } from "../macros/macro-icon.tsx";
import { nameMacro } from "../macros/name-macro.ts";
import type { Macros } from "../macros/use-macros.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { LanguageBadge } from "../parts/badges.tsx";
import { ChevronIcon, SparkIcon } from "../parts/icons.tsx";
import { describeTrouble } from "../server/describe-trouble.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { SuggestionCard } from "./suggestion-card.tsx";
import { useCopilot } from "./use-copilot.tsx";
import { useSuggestion } from "./use-suggestion.ts";

interface CopilotStripProps {
  readonly page: TicketPageView;
  readonly replies: Replies;
  readonly macros: Macros;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

export function CopilotStrip({ page, replies, macros, field }: CopilotStripProps) {
  const { text } = useTexts();
  const { view } = useCopilot();
  const suggestion = useSuggestion(page);
  const [areArticlesOpen, setArticlesOpen] = useState(false);
  const { draft, changeDraft } = replies;
  const use = useCallback(
    (words: string) => {
      changeDraft(draft.trim() === "" ? words : `${draft.trimEnd()}\n\n${words}`);
      setArticlesOpen(false);
      requestAnimationFrame(() => field.current?.focus());
    },
    [draft, changeDraft, field],
  );
  const hasModel = view?.hasModel === true;
  const { ask } = suggestion;
  useCommands(
    useMemo(
      () => (hasModel ? [{ commandId: "suggest-reply", label: text("copilot.suggest"), run: ask }] : []),
      [hasModel, text, ask],
    ),
  );
  if (view === null) return <div className="copilot" aria-hidden="true" />;
  return (
    <div className="copilot">
      <div className="copilot-row" role="group" aria-label={text("copilot.label")}>
        {hasModel ? (
          <Button className="copilot-chip copilot-ask" isDisabled={suggestion.state.kind === "asking"} onPress={ask}>
            <SparkIcon />
            {text("copilot.suggest")}
          </Button>
        ) : null}
        <Fitting view={view} macros={macros} page={page} />
        {view.articles.length === 0 ? null : (
          <Button
            className="copilot-chip"
            aria-expanded={areArticlesOpen}
            onPress={() => setArticlesOpen((isOpen) => !isOpen)}
          >
            {text("copilot.articles", { count: view.articles.length })}
            <ChevronIcon />
          </Button>
        )}
        {isEmpty(view) ? <p className="muted">{text(hasModel ? "copilot.empty" : "copilot.emptyPlain")}</p> : null}
      </div>
      <SuggestionCard suggestion={suggestion} onUse={use} />
      {areArticlesOpen ? <Articles articles={view.articles} hasModel={hasModel} onUse={use} /> : null}
    </div>
  );
}

function isEmpty({ macros, tags, articles }: CopilotView): boolean {
  return macros.length + tags.length + articles.length === 0;
}

interface FittingProps {
  readonly view: CopilotView;
  readonly macros: Macros;
  readonly page: TicketPageView;
}

function Fitting({ view, macros, page }: FittingProps) {
  const { language, text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const { ticketId, tags } = page.ticket;
  const add = async (tag: string) => {
    const body = { tags: [...new Set([...tags, tag])] };
    const trouble = describeTrouble(await api.patch<ActionView>(`/tickets/${ticketId}`, body), text);
    say(trouble ?? text("copilot.tagged", { tag }), trouble === null ? "good" : "bad");
  };
  // One that was tapped is gone at once, before the page is read again.
  const open = view.tags.filter((tag) => !tags.includes(tag));
  return (
    <>
      {view.macros.map((macro) => (
        <Button
          key={macro.macroKey}
          className="copilot-chip"
          aria-label={text("copilot.macro", { name: nameMacro(macro, language) })}
          onPress={() => macros.choose(macro.macroKey)}
        >
          <MacroIcon />
          <bdi>{nameMacro(macro, language)}</bdi>
        </Button>
      ))}
      {open.map((tag) => (
        <Button
          key={tag}
          className="copilot-chip"
          aria-label={text("copilot.tag", { tag })}
          onPress={() => void add(tag)}
        >
          <span aria-hidden="true">+</span>
          <bdi>{tag}</bdi>
        </Button>
      ))}
    </>
  );
}

interface ArticlesProps {
  readonly articles: readonly ArticleHint[];
  readonly hasModel: boolean;
  readonly onUse: (words: string) => void;
}

function Articles({ articles, hasModel, onUse }: ArticlesProps) {
  const { text } = useTexts();
  return (
    <section className="suggestion" aria-label={text("copilot.closest")}>
      {hasModel ? null : <p className="muted">{text("copilot.noModel")}</p>}
      <ul className="copilot-articles">
        {articles.map(({ articleKey, language, title, quote, url }) => (
          <li key={articleKey}>
            <header>
              <strong dir="auto">{title}</strong>
              <LanguageBadge tag={language} />
            </header>
            <blockquote dir="auto" lang={language}>
              {quote}
            </blockquote>
            <div className="actions">
              {url === null ? null : (
                <a href={url} target="_blank" rel="noopener noreferrer nofollow">
                  {text("handover.openSource")}
                </a>
              )}
              <Button className="button" aria-label={text("copilot.quoteOf", { title })} onPress={() => onUse(quote)}>
                {text("copilot.quote")}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
