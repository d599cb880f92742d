/** For whom a thread is translated, and the translations that it waits for. */
import type { StaffDesk } from "../../../contracts/staff-desk.ts";
import type { MirroredMessage } from "../../../contracts/staff-store.ts";
import type { Ticket } from "../../../contracts/ticket.ts";
import type { Language } from "../../../contracts/language.ts";
import { isOver } from "../describe-case.ts";
import type { StaffPorts } from "../staff-ports.ts";
import { languageOfText, type Reader, readerOf } from "../../translation/reading-languages.ts";
import { isTranslatable } from "../../translation/translate-messages.ts";

export type Wanted = ReadonlyMap<MirroredMessage["messageId"], Language>;

const NOTHING: Wanted = new Map();

/** Into which language each message that is not read there; asked for, so that the loop of translations makes them. */
export async function wantTranslations(
  desk: StaffDesk,
  ticket: Ticket,
  messages: readonly MirroredMessage[],
  ports: StaffPorts,
): Promise<Wanted> {
  const heard = messages.filter(isTranslatable);
  if (!ports.model || heard.length === 0 || isOver(ticket.status)) return NOTHING;
  const { reads, writes, isOff } = await chooseReader(desk, ticket, ports);
  if (isOff) return NOTHING;
  const foreign = heard.filter(({ text }) => !reads.has(languageOfText(text, ticket.language)));
  await ports.translations.want(
    desk.shopId,
    foreign.map(({ messageId }) => ({ messageId, language: writes })),
  );
  return new Map(foreign.map(({ messageId }) => [messageId, writes]));
}

/** Who holds the case, where their account is linked here; else whoever reads the desk's own language. */
async function chooseReader(desk: StaffDesk, { agentId }: Ticket, ports: StaffPorts): Promise<Reader> {
  const { shopId, language, accountId } = desk;
  if (agentId !== null) {
    const accounts = await ports.staff.accounts(shopId);
    const isLinked = accounts.some((account) => account.agentId === agentId && account.accountId === accountId);
    if (isLinked) return readerOf(shopId, agentId, ports, language);
  }
  return { writes: language, reads: new Set([language]), isOff: false };
}
