/** In which languages an agent reads, and in which one they are written to. */
import type { AgentId, ShopId } from "../../contracts/ids.ts";
import { LANGUAGES, type Language } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import type { AgentLanguage } from "../../contracts/translation.ts";
import { detectLanguage } from "../../languages/detect-language.ts";

export interface Reader {
  /** Translations are made into it, and replies are taken to be written in it. */
  readonly writes: Language;
  readonly reads: ReadonlySet<Language>;
  readonly isOff: boolean;
}

export type ReaderPorts = Pick<Ports, "translations" | "desk" | "shops">;

/**
 * What they said they read; until then what they take tickets in. The console's own language always; who has never
 * opened it is taken to write in `otherwise`, or in the shop's.
 */
export async function readerOf(
  shopId: ShopId,
  agentId: AgentId,
  ports: ReaderPorts,
  otherwise?: Language,
): Promise<Reader> {
  const [own, desk, shop] = await Promise.all([
    ports.translations.agentLanguage(shopId, agentId),
    ports.desk.deskOf(shopId, agentId),
    ports.shops.get(shopId),
  ]);
  const writes = own.consoleLanguage ?? otherwise ?? shop?.defaultLanguage ?? "en";
  return { writes, reads: new Set([...(own.reads ?? desk?.languages ?? []), writes]), isOff: own.isOff };
}

/** Everybody's own, a viewer's too. What is left out stays as it is. */
export async function saveReading(
  agent: Agent,
  changed: Partial<AgentLanguage>,
  { translations }: Pick<Ports, "translations">,
): Promise<AgentLanguage> {
  const own = { ...(await translations.agentLanguage(agent.shopId, agent.agentId)), ...changed };
  await translations.saveAgentLanguage(agent.shopId, agent.agentId, own);
  return own;
}

/** Of one message: a buyer may change the language in the middle of a case. */
export function languageOfText(text: string, conversation: Language | null): Language {
  return detectLanguage(text, { allowed: LANGUAGES, conversation, localeHint: null }).language;
}
