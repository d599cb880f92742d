/** The knowledge section: articles, questions without an answer, imports, settings; one article at a time beside asking as a buyer. */
import { SectionPage, type SectionPageProps } from "../parts/section-page.tsx";
import { followLink } from "../parts/use-path.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { ArticleList } from "./article-list.tsx";
import { ArticlePage } from "./article/article-page.tsx";
import { ImportPage } from "./import/import-page.tsx";
import { KnowledgeSettingsForm } from "./knowledge-settings.tsx";
import { QuestionGroups } from "./question-groups.tsx";
import { type KnowledgeRoute, knowledgeAddress, useKnowledgeRoute } from "./use-knowledge-route.ts";

const PLACES = ["articles", "questions", "import", "settings"] as const;

export function KnowledgePage(props: SectionPageProps) {
  const route = useKnowledgeRoute();
  return (
    <SectionPage {...props} section="knowledge" places={<PlaceLinks route={route} />}>
      <Place route={route} />
    </SectionPage>
  );
}

function PlaceLinks({ route }: { readonly route: KnowledgeRoute }) {
  const { text } = useTexts();
  return (
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
