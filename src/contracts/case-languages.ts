/** What the page and the server say to each other about the languages of a case, and about manners. */
import type { Language } from "./language.ts";
import type { ShopManner } from "./manner.ts";
import type { Doubt, OwnWords, TranslationFault } from "./translation.ts";

export type ReplyPreview =
  | {
      readonly kind: "translated";
      readonly text: string;
      readonly from: Language;
      readonly to: Language;
      readonly doubts: readonly Doubt[];
    }
  /** It is written in the buyer's language already. */
  | { readonly kind: "same" }
  | { readonly kind: "failed"; readonly reason: TranslationFault };

export type TranslationView =
  | { readonly state: "wanted" }
  | { readonly state: "made"; readonly text: string; readonly language: Language; readonly doubts: readonly Doubt[] }
  | { readonly state: "failed"; readonly reason: string };

export interface TicketLanguagesView {
  readonly buyer: Language;
  /** What the agent reads and writes: translations are made into it. */
  readonly writes: Language;
  readonly readsBuyer: boolean;
  /** This agent wants none. */
  readonly isOff: boolean;
  readonly hasModel: boolean;
  /** The page may ask for what nobody has asked for. */
  readonly isMissing: boolean;
  /** By message. */
  readonly translations: Readonly<Record<string, TranslationView>>;
  readonly ownWords: Readonly<Record<string, OwnWords>>;
  readonly manner: ShopManner | null;
}

export interface ReadingView {
  /** Null: what they take tickets in. */
  readonly reads: readonly Language[] | null;
  readonly consoleLanguage: Language | null;
  readonly isOff: boolean;
  /** What they take tickets in. */
  readonly takes: readonly Language[];
}

export interface ReadingBody {
  readonly reads?: readonly Language[] | null;
  readonly consoleLanguage?: Language;
  readonly isOff?: boolean;
}

export interface MannerListView {
  readonly manners: readonly ShopManner[];
  /** Of this agent. */
  readonly mayWrite: boolean;
}
