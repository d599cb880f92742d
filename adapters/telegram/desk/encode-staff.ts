/** Posts of a thread as parameters of the Bot API: headings bold by entities, never by markup. */
import type { InlineKeyboardButton, MessageEntity } from "grammy/types";
import type { Choice } from "../../../src/contracts/message.ts";
import type { StaffBlock, StaffPost } from "../../../src/contracts/staff-desk.ts";
import { truncateText } from "../../../src/shared/clean-text.ts";
import { MAX_CHOICE_LABEL_LENGTH, MAX_TEXT_LENGTH } from "../encode.ts";
import { CARD_MARK } from "./decode-staff.ts";

export interface ThreadTarget {
  readonly chat_id: number;
  readonly message_thread_id?: number;
}

export function encodeThread({ placeKey, threadKey }: Pick<StaffPost, "placeKey" | "threadKey">): ThreadTarget {
  return { chat_id: Number(placeKey), message_thread_id: Number(threadKey) };
}

export function encodePost({ blocks, buttons }: Pick<StaffPost, "blocks" | "buttons">) {
  const { text, entities } = encodeBlocks(blocks);
  const keyboard = buttons.map((row) => row.map((choice) => encodeButton(choice, CARD_MARK)));
  return {
    text,
    ...(entities.length > 0 && { entities }),
    link_preview_options: { is_disabled: true } as const,
    reply_markup: { inline_keyboard: keyboard },
  };
}

export function encodeReply({ repliesTo }: Pick<StaffPost, "repliesTo">) {
  if (repliesTo === undefined) return {};
  return { reply_parameters: { message_id: Number(repliesTo), allow_sending_without_reply: true } };
}

function encodeBlocks(blocks: readonly StaffBlock[]): { text: string; entities: MessageEntity[] } {
  const entities: MessageEntity[] = [];
  let text = "";
  for (const block of blocks) {
    if (text !== "") text += "\n";
    const heading = block.heading?.toWellFormed().replace(/\s+/g, " ").trim() ?? "";
    if (heading !== "") {
      entities.push({ type: "bold", offset: text.length, length: heading.length });
      text += `${heading}\n`;
    }
    text += block.text.toWellFormed().trim();
  }
  // Telegram refuses an empty text; a buyer can send one that its own rules make empty.
  const shown = truncateText(text, MAX_TEXT_LENGTH).trim() === "" ? "…" : truncateText(text, MAX_TEXT_LENGTH);
  return { text: shown, entities: entities.filter(({ offset, length }) => offset + length <= shown.length) };
}

export function encodeButton({ choiceId, label }: Choice, mark: string): InlineKeyboardButton.CallbackButton {
  const text = truncateText(label.toWellFormed().trim(), MAX_CHOICE_LABEL_LENGTH) || choiceId;
  return { text, callback_data: `${mark}${choiceId}` };
}
