/** A shop's manners: what ships, what the shop has written over it, and which one holds for a buyer. */
import type { Conversation } from "../../contracts/conversation.ts";
import { AppError } from "../../contracts/errors.ts";
import type { ShopId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { Manner, MannerBook, ShopManner } from "../../contracts/manner.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import { assertMay } from "../../shared/assert-may.ts";
import { cleanText } from "../../shared/clean-text.ts";

export type MannerPorts = Pick<Ports, "manners" | "texts">;

/** A manner needs a line; what is longer wants to be an article. */
export const MAX_NOTE_LENGTH = 300;
export const MAX_MANNERS = 100;

/** Shipped ones in the order of their file, then the shop's own markets. */
export async function listManners(shopId: ShopId, { manners, texts }: MannerPorts): Promise<readonly ShopManner[]> {
  const own = new Map((await manners.list(shopId)).map((manner) => [manner.market, manner]));
  const shipped = texts.manners.markets.map((manner): ShopManner => {
    const written = own.get(manner.market);
    own.delete(manner.market);
    return { ...manner, ...written, isShipped: written === undefined, comesWithProgram: true };
  });
  const added = [...own.values()].map(
    (manner): ShopManner => ({ ...manner, reasons: {}, isShipped: false, comesWithProgram: false }),
  );
  return [...shipped, ...added];
}

/** The narrowest that fits: language and country, country, language. The country is what the platform says of the buyer. */
export async function findManner(
  shopId: ShopId,
  buyer: { readonly language: Language; readonly localeHint: Conversation["localeHint"] },
  ports: MannerPorts,
): Promise<ShopManner | null> {
  const all = await listManners(shopId, ports);
  const country = /[-_]([A-Za-z]{2})(?:$|[-_])/u.exec(buyer.localeHint ?? "")?.[1]?.toUpperCase();
  const wanted = [...(country ? [`${buyer.language}-${country}`, country] : []), buyer.language];
  return wanted.map((market) => all.find((manner) => manner.market === market)).find((found) => found) ?? null;
}

/** As a model is told of it. */
export function sayManner(manner: Manner, { phrases }: MannerBook): string {
  const words = ["frame", `opening.${manner.opening}`, `formality.${manner.formality}`];
  const said = [...words, ...manner.avoid.map((each) => `avoid.${each}`)].flatMap((word) => phrases[word] ?? []);
  const note = manner.note === "" ? [] : [manner.note.slice(0, MAX_NOTE_LENGTH)];
  return [...said, ...note].join(" ");
}

/** Throws REQUEST_INVALID when there are too many. */
export async function saveManner(agent: Agent, manner: Manner, ports: MannerPorts): Promise<void> {
  assertMay(agent, "manners:write");
  const own = await ports.manners.list(agent.shopId);
  if (own.length >= MAX_MANNERS && !own.some(({ market }) => market === manner.market)) {
    throw new AppError("REQUEST_INVALID", `There are ${MAX_MANNERS} markets; restore one before you add another.`);
  }
  const note = cleanText(manner.note).replace(/\s+/gu, " ").trim();
  await ports.manners.put(agent.shopId, { ...manner, avoid: [...new Set(manner.avoid)], note }, agent.agentId);
}

/** What ships holds again; a market that only the shop has is gone. */
export async function restoreManner(agent: Agent, market: string, { manners, texts }: MannerPorts): Promise<void> {
  assertMay(agent, "manners:write");
  const own = await manners.list(agent.shopId);
  const isKnown = [...own, ...texts.manners.markets].some((manner) => manner.market === market);
  if (!isKnown) throw new AppError("NOT_FOUND", "There is no manner for this market.");
  await manners.remove(agent.shopId, market, agent.agentId);
}
