/** What somebody who pressed a button is shown: that it is done, or what to choose from. */
import type { Choice } from "../../../contracts/message.ts";
import type { StaffLanguage } from "../../../contracts/staff-desk.ts";
import type { Handled, Press } from "../heard-event.ts";
import type { StaffPorts } from "../staff-ports.ts";

export async function numberOf({ shopId, thread }: Press, { tickets }: Pick<StaffPorts, "tickets">): Promise<number> {
  return (await tickets.get(shopId, thread.ticketId))?.number ?? 0;
}

export function choice(
  name: "take-over" | "cancel" | "send" | "more",
  language: StaffLanguage,
  ports: StaffPorts,
): Choice {
  return { choiceId: name, label: ports.texts.desk(`button-${name}`, language) };
}

export function menu(text: string, choices: readonly Choice[]): Handled {
  return { outcome: { kind: "menu", text, choices }, note: "menu" };
}

export function done(name: string, language: StaffLanguage, { texts }: Pick<StaffPorts, "texts">): Handled {
  return { outcome: { kind: "done", text: texts.desk(name, language) }, note: name };
}
