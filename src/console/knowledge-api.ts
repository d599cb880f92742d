/** What the console's knowledge pages and the server say to each other. Types only, like `console-api.ts`. */
import type { KnowledgeSettings, VersionState } from "../contracts/knowledge-base.ts";
import type { GroupState } from "../contracts/knowledge-feedback.ts";
import type { Language } from "../contracts/language.ts";
import type { HandoffReason } from "../contracts/ticket.ts";

/**
 * How an article stands in one language: what buyers read is fresh, soon due for review, past it, older than the same
 * article in another language; or there is none, or only a draft.
 */
export type Freshness = "fresh" | "due" | "expired" | "behind" | "draft" | "missing";

export interface CoverageCell {
  readonly language: Language;
  readonly state: Freshness;
  /** Something is being written beside what buyers read. */
  readonly open: "draft" | "in-review" | null;
  readonly questionCount: number;
}

export interface ArticleRow {
  readonly articleKey: string;
  /** In the shop's language, or the first there is. */
  readonly title: string;
  readonly titleLanguage: Language;
  readonly tags: readonly string[];
  readonly cells: readonly CoverageCell[];
  readonly answered: number;
  readonly up: number;
  readonly down: number;
  /** Everything the search field looks at. */
  readonly search: string;
}

export interface KnowledgeListView {
  readonly languages: readonly Language[];
  readonly articles: readonly ArticleRow[];
  readonly settings: KnowledgeSettings;
  readonly openQuestions: number;
  readonly mayPublish: boolean;
  readonly mayWrite: boolean;
  readonly hasModel: boolean;
}

export interface TextView {
  readonly title: string;
  readonly url: string | null;
  readonly questions: readonly string[];
  readonly tags: readonly string[];
  readonly body: string;
  readonly reviewedUntil: string | null;
}

export interface VersionView extends TextView {
  readonly versionId: string;
  readonly language: Language;
  readonly number: number;
  readonly state: VersionState;
  readonly isWithdrawal: boolean;
  readonly sourceKind: "console" | "file" | "import" | "question-group";
  /** Null: the program itself. */
  readonly author: string | null;
  readonly reason: string;
  readonly createdAt: number;
  readonly publishedAt: number | null;
  readonly movedAt: number;
  readonly movedBy: string | null;
  readonly moveReason: string;
}

export interface LiveView extends TextView {
  readonly language: Language;
  readonly isFile: boolean;
}

export interface AnsweredView {
  readonly question: string;
  readonly language: Language;
  readonly rating: "up" | "down" | null;
  readonly at: number;
}

export interface ArticlePageView {
  readonly articleKey: string;
  readonly languages: readonly Language[];
  readonly live: readonly LiveView[];
  /** Newest first, of all languages. */
  readonly versions: readonly VersionView[];
  readonly answers: readonly AnsweredView[];
  readonly mayPublish: boolean;
  readonly mayWrite: boolean;
  readonly hasModel: boolean;
}

export interface DraftBody {
  readonly language: Language;
  readonly text: TextView;
  readonly isWithdrawal?: boolean;
  readonly reason: string;
  readonly basedOn: string | null;
}

export type DraftView =
  | { readonly kind: "saved"; readonly version: VersionView }
  | { readonly kind: "unchanged" }
  /** Somebody else has saved a draft meanwhile; yours was not written. */
  | { readonly kind: "overtaken"; readonly by: VersionView };

export interface MoveBody {
  readonly versionIds: readonly string[];
  readonly to: VersionState;
  readonly reason: string;
}

export type MoveView = { readonly kind: "moved" } | { readonly kind: "overtaken" };

export interface AskBody {
  readonly text: string;
  readonly language: Language | null;
  readonly withDrafts: boolean;
  /** The article as it stands in the editor. */
  readonly draft: { readonly articleKey: string; readonly language: Language; readonly text: TextView } | null;
}

export interface AskView {
  readonly language: Language;
  readonly outcome: "answered" | "clarify" | "handoff" | "notice";
  /** What the buyer would read. */
  readonly text: string;
  readonly choices: readonly string[];
  readonly sources: readonly { readonly articleKey: string; readonly title: string }[];
  readonly confidence: number;
  readonly answerFrom: number;
  readonly clarifyFrom: number;
  readonly reason:
    | {
        readonly kind:
          | "sure-enough"
          | "between"
          | "nothing-found"
          | "not-sure-enough"
          | "model-answered"
          | "model-differed";
      }
    | { readonly kind: "handed-over"; readonly reason: HandoffReason }
    | { readonly kind: "small-talk"; readonly notice: string };
  readonly evidence: readonly { readonly name: string; readonly value: number; readonly share: number }[];
  readonly passages: readonly {
    readonly articleKey: string;
    readonly language: Language;
    readonly title: string;
    readonly headings: readonly string[];
    readonly text: string;
    readonly score: number;
  }[];
}

export interface GroupView {
  readonly groupId: string;
  readonly state: GroupState;
  readonly articleKey: string | null;
  /** The article that came nearest, though it did not answer. */
  readonly nearestArticle: string | null;
  readonly language: Language;
  readonly sample: string;
  readonly count: number;
  readonly countSinceDone: number;
  readonly lastAskedAt: number;
  readonly doneAt: number | null;
  readonly suggestedKey: string;
  readonly questions: readonly { readonly language: Language; readonly text: string; readonly askedAt: number }[];
}

export interface GroupListView {
  readonly groups: readonly GroupView[];
  readonly mayWrite: boolean;
  readonly hasModel: boolean;
}

export interface StartedView {
  readonly articleKey: string;
  readonly languages: readonly Language[];
}

export type ProposedView =
  | { readonly kind: "proposed" }
  | { readonly kind: "no-model" }
  | { readonly kind: "failed" }
  | { readonly kind: "overtaken" };
