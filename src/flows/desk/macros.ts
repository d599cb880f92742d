/** The macros of a shop: what ships with the program, what the shop has written over it, and one filled in for a ticket. */
import { AppError } from "../../contracts/errors.ts";
import type { TicketId } from "../../contracts/ids.ts";
import { LANGUAGES, type Language } from "../../contracts/language.ts";
import type {
  ByLanguage,
  FilledForTicket,
  Macro,
  MacroBook,
  ShelvedMacro,
  StoredMacro,
} from "../../contracts/macro.ts";
import type { Ports } from "../../contracts/ports.ts";
import { TICKET_STATUSES } from "../../contracts/ticket.ts";
import type { Agent, Shop } from "../../contracts/stores.ts";
import { assertMay } from "../../shared/assert-may.ts";
import { cleanText } from "../../shared/clean-text.ts";
import { firstName } from "../../shared/words/first-name.ts";
import { noteVia } from "../case/note-via.ts";
import { tellConsole } from "./desk-ports.ts";
import { fillMacro, findUnknownValues } from "../../tickets/fill-macro.ts";

type MacroPorts = Pick<Ports, "macros" | "texts">;
type FillPorts = MacroPorts & Pick<Ports, "shops" | "tickets" | "conversations" | "tools" | "commerce">;

const NAME_END = "-name";

/** The most used first. */
export async function listMacros(agent: Agent, ports: MacroPorts): Promise<readonly Macro[]> {
  return (await listShelf(agent, ports))
    .filter(({ isHidden }) => !isHidden)
    .map(({ macroKey, names, texts, actions, isShipped, usedCount }) => ({
      macroKey,
      names,
      texts,
      actions,
      isShipped,
      usedCount,
    }));
}

/** For who writes them: the hidden ones, too, and which can be had back as they shipped. */
export async function listShelf(agent: Agent, { macros, texts }: MacroPorts): Promise<readonly ShelvedMacro[]> {
  const own = new Map((await macros.list(agent.shopId)).map((macro) => [macro.macroKey, macro]));
  const shipped = readBook(texts.macros).map((macro) => over(macro, own.get(macro.macroKey)));
  const shippedKeys = new Set(shipped.map(({ macroKey }) => macroKey));
  const added = [...own.values()].filter(({ macroKey }) => !shippedKeys.has(macroKey));
  return [...shipped, ...added.map((macro) => ({ ...macro, isShipped: false }))]
    .map((macro) => ({
      ...macro,
      comesWithProgram: shippedKeys.has(macro.macroKey),
      isHidden: own.get(macro.macroKey)?.isHidden === true,
    }))
    .toSorted((one, other) => other.usedCount - one.usedCount);
}

/** A row without texts only counts. */
function over(shipped: Macro, own: StoredMacro | undefined): Macro {
  if (!own) return shipped;
  const isChanged = Object.keys(own.texts).length > 0;
  return isChanged ? { ...own, isShipped: false } : { ...shipped, usedCount: own.usedCount };
}

function readBook(book: MacroBook): readonly Macro[] {
  const keys = Object.keys(book.get("en") ?? {}).filter((key) => !key.endsWith(NAME_END));
  const inAll = (key: string): ByLanguage =>
    Object.fromEntries(
      LANGUAGES.flatMap((language) => {
        const text = book.get(language)?.[key];
        return text === undefined ? [] : [[language, text]];
      }),
    );
  return keys.map((macroKey) => ({
    macroKey,
    names: inAll(`${macroKey}${NAME_END}`),
    texts: inAll(macroKey),
    actions: {},
    isShipped: true,
    usedCount: 0,
  }));
}

/** Throws REQUEST_INVALID naming what is wrong with it. */
export async function saveMacro(
  agent: Agent,
  macro: Pick<Macro, "macroKey" | "names" | "texts" | "actions">,
  { macros }: Pick<Ports, "macros">,
): Promise<void> {
  mustWrite(agent);
  const texts = clean(macro.texts);
  if (Object.keys(texts).length === 0)
    throw new AppError("REQUEST_INVALID", "Write the macro in one language at least.");
  const unknown = Object.values(texts).flatMap((text) => [...findUnknownValues(text)]);
  if (unknown.length > 0) {
    const named = [...new Set(unknown)].map((name) => `{${name}}`).join(", ");
    throw new AppError(
      "REQUEST_INVALID",
      `Nothing is known by these names: ${named}. Use buyer, agent, shop, ticket or order.`,
    );
  }
  await macros.put(agent.shopId, { ...macro, names: clean(macro.names), texts, isHidden: false });
}

/** What ships with the program is hidden, what the shop wrote is gone. */
export async function removeMacro(agent: Agent, macroKey: string, ports: MacroPorts): Promise<void> {
  mustWrite(agent);
  const isShipped = readBook(ports.texts.macros).some((each) => each.macroKey === macroKey);
  if (!isShipped) return ports.macros.remove(agent.shopId, macroKey);
  await ports.macros.put(agent.shopId, { macroKey, names: {}, texts: {}, actions: {}, isHidden: true });
}

/** What ships under the key is there again as it came, and how often it was used stays known. */
export async function restoreMacro(agent: Agent, macroKey: string, ports: MacroPorts): Promise<void> {
  mustWrite(agent);
  const isShipped = readBook(ports.texts.macros).some((each) => each.macroKey === macroKey);
  if (!isShipped) throw new AppError("NOT_FOUND", "No macro of this name comes with the program.");
  await ports.macros.put(agent.shopId, { macroKey, names: {}, texts: {}, actions: {}, isHidden: false });
}

function mustWrite(agent: Agent): void {
  assertMay(agent, "macros:write");
}

function clean(byLanguage: ByLanguage): ByLanguage {
  return Object.fromEntries(
    Object.entries(byLanguage)
      .map(([language, text]) => [language, cleanText(text).trim()] as const)
      .filter(([, text]) => text !== ""),
  );
}

/** In the buyer's language; where it is not written in it, in the shop's, in English, or in any. */
export async function fillForTicket(
  agent: Agent,
  { ticketId, macroKey }: { readonly ticketId: TicketId; readonly macroKey: string },
  ports: FillPorts,
): Promise<FilledForTicket> {
  const macro = (await listMacros(agent, ports)).find((each) => each.macroKey === macroKey);
  const [ticket] = await ports.tickets.list(agent.shopId, { statuses: TICKET_STATUSES, ticketId, limit: 1 });
  const shop = await ports.shops.get(agent.shopId);
  const conversation = ticket && (await ports.conversations.get(agent.shopId, ticket.conversationId));
  if (!macro || !ticket || !shop || !conversation)
    throw new AppError("NOT_FOUND", "This macro or ticket does not exist.");
  const language = chooseLanguage(macro, conversation.language ?? ticket.language, shop);
  const principal = await ports.tools.principal(agent.shopId, conversation.conversationId);
  const proven = principal?.provenOrders.at(-1);
  const order = proven ? await ports.commerce.getOrder(agent.shopId, proven.orderId) : null;
  const filled = fillMacro(macro.texts[language] ?? "", {
    buyer: ticket.contactName,
    agent: firstName(agent.name),
    shop: shop.name,
    ticket: String(ticket.number),
    order: order?.orderNumber ?? null,
  });
  return { ...filled, language, actions: macro.actions };
}

/** Once its reply was sent: counted, and what it does to the ticket is done. What ends the case is for the sender. */
export async function applyMacro(
  agent: Agent,
  { ticketId, macroKey }: { readonly ticketId: TicketId; readonly macroKey: string },
  ports: MacroPorts & Pick<Ports, "tickets" | "desk" | "copilot" | "doorbell" | "live">,
): Promise<void> {
  mustWrite(agent);
  const macro = (await listMacros(agent, ports)).find((each) => each.macroKey === macroKey);
  const ticket = await ports.tickets.get(agent.shopId, ticketId);
  if (!macro || !ticket) throw new AppError("NOT_FOUND", "This macro or ticket does not exist.");
  const { tags = [], category, priority } = macro.actions;
  await ports.macros.noteUsed(agent.shopId, macroKey);
  await ports.copilot.noteMacroUse(agent.shopId, macroKey, category ?? ticket.category);
  const isEdited = await ports.desk.edit(
    agent.shopId,
    ticketId,
    {
      ...(tags.length > 0 ? { addTags: tags } : {}),
      ...(category ? { category } : {}),
      ...(priority ? { priority } : {}),
    },
    {
      audit: {
        actor: { kind: "agent", agentId: agent.agentId },
        action: "macro-used",
        detail: { ticket: ticket.number, macro: macroKey, ...noteVia(agent) },
      },
    },
  );
  if (!isEdited) return;
  // Another priority or subject may be for somebody who is free.
  ports.doorbell.ringDesk(agent.shopId);
  tellConsole(agent.shopId, ticket, ports);
}

function chooseLanguage({ texts }: Macro, wanted: Language, shop: Shop): Language {
  const order = [wanted, shop.defaultLanguage, "en" as const, ...LANGUAGES];
  return order.find((language) => texts[language] !== undefined) ?? wanted;
}
