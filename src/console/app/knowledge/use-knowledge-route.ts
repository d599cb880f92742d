/** Where in the knowledge one is: /console/knowledge, /console/knowledge/questions, /console/knowledge/articles/<key>?lang=es. */
import { BASE, usePath } from "../parts/use-path.ts";

export type KnowledgeRoute =
  | { readonly kind: "articles" }
  | { readonly kind: "questions" }
  | { readonly kind: "import" }
  | { readonly kind: "settings" }
  | { readonly kind: "article"; readonly articleKey: string; readonly language: string | null };

export function useKnowledgeRoute(): KnowledgeRoute {
  const url = new URL(usePath(), "https://page.invalid/");
  const [, , place, articleKey] = url.pathname.split("/");
  if (place === "questions" || place === "import" || place === "settings") return { kind: place };
  if (place === "articles" && articleKey) {
    return { kind: "article", articleKey, language: url.searchParams.get("lang") };
  }
  return { kind: "articles" };
}

export function knowledgeAddress(route: KnowledgeRoute): string {
  if (route.kind === "articles") return `${BASE}knowledge`;
  if (route.kind !== "article") return `${BASE}knowledge/${route.kind}`;
  return `${BASE}knowledge/articles/${route.articleKey}${route.language === null ? "" : `?lang=${route.language}`}`;
}
