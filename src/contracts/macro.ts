/** Replies that agents send often: in several languages, with values filled in, and with what happens to the ticket. */
import type { ShopId } from "./ids.ts";
import type { Language } from "./language.ts";
import type { TicketCategory, TicketPriority } from "./ticket.ts";

/** What may stand in braces: filled in for the ticket at hand. */
export const MACRO_VALUES = ["buyer", "agent", "shop", "ticket", "order"] as const;
export type MacroValue = (typeof MACRO_VALUES)[number];

export interface MacroActions {
  /** Added to those it has. */
  readonly tags?: readonly string[] | undefined;
  readonly category?: TicketCategory | undefined;
  readonly priority?: TicketPriority | undefined;
  /** Once the reply is sent. */
  readonly then?: "await" | "resolve" | undefined;
}

export type ByLanguage = Readonly<Partial<Record<Language, string>>>;

export interface Macro {
  readonly macroKey: string;
  readonly names: ByLanguage;
  readonly texts: ByLanguage;
  readonly actions: MacroActions;
  /** It comes with the program and the shop has not changed it. */
  readonly isShipped: boolean;
  readonly usedCount: number;
}

/** As who writes macros sees it: also what is hidden, and what can be had back. */
export interface ShelvedMacro extends Macro {
  /** Something ships under this key, though the shop may have written over it. */
  readonly comesWithProgram: boolean;
  readonly isHidden: boolean;
}

export interface FilledForTicket {
  readonly text: string;
  /** They still stand in braces: the agent fills them in, and nothing is sent before. */
  readonly missing: readonly MacroValue[];
  /** Not the buyer's when the macro is not written in it. */
  readonly language: Language;
  readonly actions: MacroActions;
}

/** What ships with the program, by language and key; `<key>-name` is what agents read in a list. */
export type MacroBook = ReadonlyMap<Language, Readonly<Record<string, string>>>;

export interface StoredMacro extends Omit<Macro, "isShipped"> {
  readonly isHidden: boolean;
}

export interface MacroStore {
  list(shopId: ShopId): Promise<readonly StoredMacro[]>;
  put(shopId: ShopId, macro: Omit<StoredMacro, "usedCount">): Promise<void>;
  /** Takes the shop's own away; what shipped under the key is there again. */
  remove(shopId: ShopId, macroKey: string): Promise<void>;
  noteUsed(shopId: ShopId, macroKey: string): Promise<void>;
}
