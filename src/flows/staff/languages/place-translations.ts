/** Puts translations that are there below the originals in a desk's threads. */
import type { StaffBlock, StaffCapabilities, StaffDesk } from "../../../contracts/staff-desk.ts";
import type { DueTranslation } from "../../../contracts/staff-store.ts";
import { splitText } from "../../../outbox/split-text.ts";
import type { StaffPorts } from "../staff-ports.ts";
import { headLanguage } from "./name-language.ts";

const MAX_DUE = 50;
/** For headings, and the mark of what may stand there twice. */
const ROOM = 160;

/** Returns how many were put somewhere. */
export async function placeTranslations(
  desk: StaffDesk,
  { maxTextLength }: StaffCapabilities,
  ports: StaffPorts,
): Promise<number> {
  const { shopId, deskId } = desk;
  const room = { maxTextLength: maxTextLength - ROOM };
  const due = await ports.staff.dueTranslations(shopId, deskId, MAX_DUE);
  for (const each of due) {
    const pieces = describeTranslation(each, desk, room, ports);
    await ports.staff.placeTranslation(shopId, each, { ...room, pieces });
  }
  return due.length;
}

function describeTranslation(
  { translation }: DueTranslation,
  { language: spoken }: StaffDesk,
  { maxTextLength }: { readonly maxTextLength: number },
  { texts }: StaffPorts,
): readonly StaffBlock[] {
  if (!translation || translation.state === "wanted") return [];
  const heading = headLanguage(translation.language, spoken);
  if (translation.state === "failed") return [{ heading, text: texts.desk("translation-failed", spoken) }];
  const values = translation.doubts.map(({ value }) => value).join(", ");
  const doubts = values === "" ? [] : [texts.desk("translation-doubts", spoken, { values })];
  return splitText([translation.text, ...doubts].join("\n"), maxTextLength).map((text, at) => ({
    heading: at === 0 ? heading : null,
    text,
  }));
}
