/** Which macros fit a case: by what they say, by what they are for, and by what colleagues sent in such cases. */
import type { MacroUse } from "../contracts/copilot.ts";
import type { Macro } from "../contracts/macro.ts";
import type { TicketCategory } from "../contracts/ticket.ts";

export interface MacroCase {
  /** Of the buyer's last words, otherwise of the ticket. */
  readonly category: TicketCategory;
  /** Near the buyer's words, 0..1, by key; left out: not written in the buyer's language. */
  readonly nearness: ReadonlyMap<string, number>;
  readonly uses: readonly MacroUse[];
  /** An order is known: nobody need ask for its number. */
  readonly hasOrder: boolean;
}

/** What the shipped ones are for. Those that fit anything, such as "Looking into it", are in the menu. */
const SHIPPED_FITS: Readonly<Record<string, readonly TicketCategory[]>> = {
  photos: ["damaged", "wrong-item", "missing-item"],
  delay: ["delivery"],
  replacement: ["damaged", "wrong-item", "missing-item"],
  "refund-started": ["refund"],
  "return-steps": ["return"],
  "address-changed": ["order-change"],
  "out-of-stock": ["product"],
};
const ORDER_NUMBER = "order-number";
const NEEDS_ORDER: readonly TicketCategory[] = ["delivery", "missing-item", "refund", "order-change"];

const WORTH = { nearness: 0.4, purpose: 0.35, use: 0.25 };
/** A macro is an answer, not the question: half of the words in common is as near as they come. */
const FULL_NEARNESS = 0.5;
/** Fewer are an accident. */
const MIN_USES = 3;
const MIN_SCORE = 0.2;
const MAX_MACROS = 3;

/** Best first; ties by key, so that the same case shows the same. Empty when nothing fits. */
export function rankMacros(macros: readonly Macro[], about: MacroCase): readonly Macro[] {
  return macros
    .map((macro) => ({ macro, score: scoreOf(macro, about) }))
    .filter(({ score }) => score >= MIN_SCORE)
    .toSorted((one, other) => other.score - one.score || (one.macro.macroKey < other.macro.macroKey ? -1 : 1))
    .slice(0, MAX_MACROS)
    .map(({ macro }) => macro);
}

function scoreOf(macro: Macro, about: MacroCase): number {
  const nearness = Math.min(1, (about.nearness.get(macro.macroKey) ?? 0) / FULL_NEARNESS);
  return (
    nearness * WORTH.nearness + purposeOf(macro, about) * WORTH.purpose + shareOfUse(macro.macroKey, about) * WORTH.use
  );
}

function purposeOf({ macroKey, actions, isShipped }: Macro, { category, hasOrder }: MacroCase): number {
  if (category === "other") return 0;
  if (actions.category === category) return 1;
  if (macroKey === ORDER_NUMBER && isShipped) return !hasOrder && NEEDS_ORDER.includes(category) ? 0.7 : 0;
  return isShipped && SHIPPED_FITS[macroKey]?.includes(category) === true ? 1 : 0;
}

/** Of what was sent in cases of this category. */
function shareOfUse(macroKey: string, { category, uses }: MacroCase): number {
  const inCategory = uses.filter((use) => use.category === category);
  const total = inCategory.reduce((sum, { usedCount }) => sum + usedCount, 0);
  const own = inCategory.find((use) => use.macroKey === macroKey)?.usedCount ?? 0;
  return own < MIN_USES ? 0 : own / total;
}
