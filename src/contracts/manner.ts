/** How a shop speaks with the buyers of a market: what comes first when something went wrong, how formal, what to avoid. */
import type { AgentId, ShopId } from "./ids.ts";

/** What an upset buyer wants to read first. */
export const OPENINGS = ["apology", "remedy", "solution", "empathy"] as const;
export type Opening = (typeof OPENINGS)[number];

export const FORMALITIES = ["formal", "polite", "friendly"] as const;
export type Formality = (typeof FORMALITIES)[number];

export const AVOIDED = [
  "direct-no",
  "excuses",
  "blame",
  "stock-phrases",
  "long-apology",
  "vague-promises",
  "first-name",
  "familiar-form",
  "emoji",
  "exclamation-marks",
  "capitals",
  "over-formal",
] as const;
export type Avoided = (typeof AVOIDED)[number];

/** A language, a country, or a language in a country. */
export const MARKET = /^(?:[a-z]{2}(?:-[A-Z]{2})?|[A-Z]{2})$/u;

export interface Manner {
  /** A language ("ja"), a language in a country ("pt-BR"), or a country ("BR"). */
  readonly market: string;
  readonly opening: Opening;
  readonly formality: Formality;
  readonly avoid: readonly Avoided[];
  /** In the shop's own words, for agents and the assistant. */
  readonly note: string;
}

/** `reasons`: why it ships so, by the console's language. */
export interface ShippedManner extends Manner {
  readonly reasons: Readonly<Record<string, string>>;
}

export interface MannerBook {
  readonly markets: readonly ShippedManner[];
  /** What a model is told of each word above, by `<kind>.<word>`. */
  readonly phrases: Readonly<Record<string, string>>;
}

/** As a shop sees it. */
export interface ShopManner extends Manner {
  readonly reasons: Readonly<Record<string, string>>;
  /** It is what ships, unchanged. */
  readonly isShipped: boolean;
  /** There is something to go back to. */
  readonly comesWithProgram: boolean;
}

export interface MannerStore {
  /** The shop's own. */
  list(shopId: ShopId): Promise<readonly Manner[]>;
  /** With an audit entry, as `remove`. */
  put(shopId: ShopId, manner: Manner, agentId: AgentId): Promise<void>;
  /** What ships under the market holds again. */
  remove(shopId: ShopId, market: string, agentId: AgentId): Promise<void>;
}
