/** The knowledge section: articles, questions without an answer, imports, settings; one article at a time beside asking as a buyer. */
import { useState } from "react";
import { ShortcutsDialog } from "../inbox/shortcuts-dialog.tsx";
import { SettingsMenu } from "../inbox/settings-menu.tsx";
import { AnnouncerProvider } from "../parts/announcer.tsx";
import { SectionLinks } from "../parts/section-links.tsx";
import { followLink } from "../parts/use-path.ts";
import { ApiProvider } from "../server/use-api.tsx";
import type { SignedIn } from "../session/use-session.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { ArticleList } from "./article-list.tsx";
import { ArticlePage } from "./article/article-page.tsx";
import { ImportPage } from "./import/import-page.tsx";
import { KnowledgeSettingsForm } from "./knowledge-settings.tsx";
import { QuestionGroups } from "./question-groups.tsx";
import { type KnowledgeRoute, knowledgeAddress, useKnowledgeRoute } from "./use-knowledge-route.ts";

interface KnowledgePageProps {
  readonly session: SignedIn;
  readonly onSignOut: () => Promise<void>;
  readonly onSessionEnd: () => void;
}

const PLACES = ["articles", "questions", "import", "settings"] as const;

export function KnowledgePage({ session, onSignOut, onSessionEnd }: KnowledgePageProps) {
  const { text } = useTexts();
  const route = useKnowledgeRoute();
  const [isHelpOpen, setHelpOpen] = useState(false);
  return (
    <ApiProvider session={session} onSessionEnd={onSessionEnd}>
      <AnnouncerProvider>
        <div className="knowledge">
          <header className="knowledge-head">
            <SettingsMenu session={session} onSignOut={onSignOut} onHelp={() => setHelpOpen(true)} />
            <SectionLinks section="knowledge" />
            <nav className="views" aria-label={text("knowledge.places")}>
              {PLACES.map((place) => (
                <a
                  key={place}
                  className="view"
                  href={knowledgeAddress({ kind: place })}
                  aria-current={isAt(route, place) ? "page" : undefined}
                  onClick={followLink}
                >
                  {text(`knowledge.place.${place}`)}
                </a>
              ))}
            </nav>
          </header>
          <main className="knowledge-main">
            <Place route={route} />
          </main>
          <ShortcutsDialog isOpen={isHelpOpen} onOpenChange={setHelpOpen} />
        </div>
      </AnnouncerProvider>
    </ApiProvider>
  );
}

function isAt(route: KnowledgeRoute, place: (typeof PLACES)[number]): boolean {
  return route.kind === place || (route.kind === "article" && place === "articles");
}

function Place({ route }: { readonly route: KnowledgeRoute }) {
  switch (route.kind) {
    case "articles":
      return <ArticleList />;
    case "questions":
      return <QuestionGroups />;
    case "import":
      return <ImportPage />;
    case "settings":
      return <KnowledgeSettingsForm />;
    case "article":
      return <ArticlePage key={route.articleKey} articleKey={route.articleKey} language={route.language} />;
  }
}
