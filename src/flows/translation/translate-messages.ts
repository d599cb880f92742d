/**
 * What buyers write in the language of who deals with it, beside the path of messages: found, wanted, made, told. A
 * failure blocks nobody; the original stands there all the time.
 */
import { translateText } from "../../assistant/translate/translate-text.ts";
import type { ShopId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { TimelineMessage } from "../../contracts/message.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Translated, UnseenTicket, WantedTranslation } from "../../contracts/translation.ts";
import { languageOfText, type Reader, readerOf } from "./reading-languages.ts";

export type TranslationPorts = Pick<
  Ports,
  "translations" | "desk" | "shops" | "conversations" | "model" | "texts" | "clock" | "live" | "log" | "metrics"
>;

/** Looked at together; what is behind them waits for the next look. */
const LOOKED_AT = 50;
/** Older words of a long conversation are translated when somebody asks. */
const MAX_MESSAGES = 20;
/** A handful at a time: buyers' answers come from the same server. */
const AT_ONCE = 4;
/** Longer than both tries of a translation. */
const LEASE_MS = 60_000;
const MAX_ATTEMPTS = 3;
const RETRY_MS = 30_000;
/** While a case waits, into the languages of who is there; more of them are not worth their tokens. */
const MAX_TARGETS = 3;

/** Returns how many were tried. Nothing at all without a model. */
export async function workTranslations(shopId: ShopId, ports: TranslationPorts, signal: AbortSignal): Promise<number> {
  if (!ports.model) return 0;
  await findWanted(shopId, ports);
  const due = await ports.translations.takeWanted(shopId, AT_ONCE, LEASE_MS);
  await Promise.all(due.map((each) => translateOne(shopId, each, ports, signal)));
  return due.length;
}

async function findWanted(shopId: ShopId, ports: TranslationPorts): Promise<void> {
  const unseen = await ports.translations.findUnseen(shopId, LOOKED_AT);
  if (unseen.length === 0) return;
  const readers = createReaders(shopId, ports);
  for (const ticket of unseen) {
    const there = await readers(ticket);
    const fresh = there.length === 0 ? [] : await readFresh(shopId, ticket, ports);
    const wanted = fresh.flatMap(({ messageId, text }) =>
      chooseTargets(languageOfText(text, ticket.language), there).map((language) => ({ messageId, language })),
    );
    await ports.translations.want(shopId, wanted);
    await ports.translations.markSeen(shopId, ticket);
  }
}

/** Who holds the ticket; while it waits, who is there. Each is read once a look. */
function createReaders(shopId: ShopId, ports: TranslationPorts): (ticket: UnseenTicket) => Promise<readonly Reader[]> {
  const known = new Map<string, Promise<Reader>>();
  const read = (agentId: NonNullable<UnseenTicket["agentId"]>): Promise<Reader> => {
    const reader = known.get(agentId) ?? readerOf(shopId, agentId, ports);
    known.set(agentId, reader);
    return reader;
  };
  let present: Promise<readonly Reader[]> | null = null;
  const readPresent = async (): Promise<readonly Reader[]> => {
    const { awayAfterSeconds } = await ports.desk.settings(shopId);
    const there = await ports.desk.available(shopId, awayAfterSeconds * 1_000);
    return Promise.all(there.map(({ agentId }) => read(agentId)));
  };
  return async ({ agentId }) => {
    if (agentId !== null) return [await read(agentId)];
    present ??= readPresent();
    return present;
  };
}

async function readFresh(
  shopId: ShopId,
  { conversationId, seenSeq }: UnseenTicket,
  ports: Pick<Ports, "conversations">,
): Promise<readonly TimelineMessage[]> {
  const messages = await ports.conversations.timeline(shopId, conversationId, { limit: MAX_MESSAGES * 2 });
  return messages.filter((message) => message.seq >= seenSeq && isTranslatable(message)).slice(-MAX_MESSAGES);
}

/** Words of a buyer, with letters in them, that a model may see. */
export function isTranslatable({
  speaker,
  text,
  isProof,
}: Pick<TimelineMessage, "speaker" | "text"> & { readonly isProof?: boolean }): boolean {
  return speaker === "buyer" && isProof !== true && /\p{L}{2}|\p{Lo}/u.test(text);
}

/** None when one of them reads it: that is who it is for. */
function chooseTargets(language: Language, readers: readonly Reader[]): readonly Language[] {
  if (readers.some(({ reads }) => reads.has(language))) return [];
  const targets = readers.flatMap(({ isOff, writes }) => (isOff ? [] : [writes]));
  return [...new Set(targets)].slice(0, MAX_TARGETS);
}

async function translateOne(
  shopId: ShopId,
  wanted: WantedTranslation,
  ports: TranslationPorts,
  signal: AbortSignal,
): Promise<void> {
  const { text, language, contactName, conversationId } = wanted;
  const outcome = await translateText(
    {
      shopId,
      text,
      from: languageOfText(text, wanted.from),
      to: language,
      side: "buyer",
      known: contactName === null ? [] : [{ kind: "name", value: contactName }],
      signal,
    },
    ports,
  );
  // The program stops: the lease ends, and it is taken up again.
  if (signal.aborted) return;
  await ports.translations.settle(shopId, wanted, outcome, retryAfter(outcome, wanted.attempt));
  const reason = outcome.kind === "translated" ? "made" : outcome.reason;
  ports.metrics.count("translations_total", { side: "buyer", outcome: reason });
  ports.live.publish(`console:${shopId}`, { kind: "message-added", conversationId });
}

/** Only a server that does not answer may answer later; a budget is spent until tomorrow. */
function retryAfter(outcome: Translated, attempt: number): number | null {
  if (outcome.kind === "translated" || outcome.reason !== "unavailable" || attempt >= MAX_ATTEMPTS) return null;
  return RETRY_MS * 2 ** (attempt - 1);
}
