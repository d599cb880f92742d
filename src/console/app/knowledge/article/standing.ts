/** How one article stands in one language: what buyers read, what is being written, and which text the editor shows. */
import type { Language } from "../../../../contracts/language.ts";
import type { ArticlePageView, LiveView, TextView, VersionView } from "../../../knowledge-api.ts";

export type EditedText = TextView;

export interface Standing {
  readonly state: "missing" | "file" | "published" | "draft" | "in-review" | "withdrawn";
  readonly open: VersionView | null;
  readonly published: VersionView | null;
  readonly live: LiveView | null;
  /** The open draft before what buyers read. */
  readonly text: EditedText;
}

const EMPTY: EditedText = { title: "", url: null, questions: [], tags: [], body: "", reviewedUntil: null };

export function standingOf(page: ArticlePageView, language: Language): Standing {
  const own = page.versions.filter((version) => version.language === language);
  const open = own.find(({ state }) => state === "draft" || state === "in-review") ?? null;
  const published = own.find(({ state }) => state === "published") ?? null;
  const live = page.live.find((each) => each.language === language) ?? null;
  const shown = open ?? published ?? live;
  return { state: stateOf({ open, published, live }), open, published, live, text: shown ? textOf(shown) : EMPTY };
}

function stateOf({ open, published, live }: Pick<Standing, "open" | "published" | "live">): Standing["state"] {
  if (open) return open.state === "in-review" ? "in-review" : "draft";
  if (published?.isWithdrawal) return "withdrawn";
  if (published) return "published";
  return live === null ? "missing" : "file";
}

export function textOf({ title, url, questions, tags, body, reviewedUntil }: TextView): EditedText {
  return { title, url, questions, tags, body, reviewedUntil };
}

export function isSameText(one: EditedText, other: EditedText): boolean {
  return JSON.stringify(textOf(one)) === JSON.stringify(textOf(other));
}
