/**
 * Turns a message of ours into the parameters of sendMessage. The text goes out without a parse mode and its few
 * accents as entities with offsets, so no character a person or a model wrote can become markup or break a send.
 */
import type { MessageEntity } from "grammy/types";
import type { Choice, OutboundMessage, Source } from "../../src/contracts/message.ts";
import { truncateText } from "../../src/shared/clean-text.ts";
import { readRatingChoice } from "../../src/shared/rating-choice.ts";

export const MAX_TEXT_LENGTH = 4_096;
export const MAX_CHOICES = 8;
/** Longer labels are cut on a phone, where Telegram shows one line of a button. */
export const MAX_CHOICE_LABEL_LENGTH = 64;
const MAX_CALLBACK_BYTES = 64;
const MAX_TITLE_LENGTH = 120;

export interface SendTarget {
  readonly chat_id: number;
  readonly message_thread_id?: number;
}

export interface SendParameters extends SendTarget {
  readonly text: string;
  readonly entities?: MessageEntity[];
  readonly link_preview_options: { readonly is_disabled: true };
  readonly reply_markup?: { readonly inline_keyboard: { text: string; callback_data: string }[][] };
}

/** What stands under files. */
export interface CaptionParameters {
  readonly caption?: string;
  readonly caption_entities?: MessageEntity[];
}

/** Telegram's limit for what stands under a file; the speaker's name is in it. */
const MAX_CAPTION_LENGTH = 1_024;

export function encodeCaption(message: OutboundMessage): CaptionParameters {
  const written: Written = { text: "", entities: [] };
  const name = message.speakerName === null ? "" : oneLine(message.speakerName);
  const body = truncateText(message.text.toWellFormed().trim(), MAX_CAPTION_LENGTH - name.length - 1);
  if (name !== "") writeSpeaker(written, name, body.length);
  const caption = `${written.text}${body}`.trim();
  if (caption === "") return {};
  return { caption, ...(written.entities.length > 0 && { caption_entities: written.entities }) };
}

/** Null when the thread is none of Telegram's. */
export function encodeTarget(threadKey: string): SendTarget | null {
  const match = /^(-?\d{1,16})(?::(\d{1,10}))?$/.exec(threadKey);
  if (!match) return null;
  const chatId = Number(match[1]);
  if (!Number.isSafeInteger(chatId) || chatId === 0) return null;
  return match[2] === undefined ? { chat_id: chatId } : { chat_id: chatId, message_thread_id: Number(match[2]) };
}

/** `sourcesHeading` is the notice above the list of sources, in the message's language. */
export function encodeMessage(message: OutboundMessage, target: SendTarget, sourcesHeading: string): SendParameters {
  const body = truncateText(message.text.toWellFormed().trim(), MAX_TEXT_LENGTH);
  const written: Written = { text: "", entities: [] };
  if (message.speakerName !== null) writeSpeaker(written, message.speakerName, body.length);
  written.text += body;
  writeSources(written, message.sources, sourcesHeading);
  const keyboard = encodeKeyboard(message.choices);
  return {
    ...target,
    text: written.text,
    ...(written.entities.length > 0 && { entities: written.entities }),
    link_preview_options: { is_disabled: true },
    ...(keyboard.length > 0 && { reply_markup: { inline_keyboard: keyboard } }),
  };
}

interface Written {
  text: string;
  readonly entities: MessageEntity[];
}

/** A name that does not fit is left out: the words matter more. */
function writeSpeaker(written: Written, speakerName: string, bodyLength: number): void {
  const name = oneLine(speakerName);
  if (name === "" || bodyLength + name.length + 1 > MAX_TEXT_LENGTH) return;
  written.entities.push({ type: "bold", offset: 0, length: name.length });
  written.text = `${name}\n`;
}

/** As many as fit. A title stands on its own line, so each takes the direction of its own language. */
function writeSources(written: Written, sources: readonly Source[], heading: string): void {
  let separator = `\n\n${oneLine(heading)}\n`;
  for (const source of sources) {
    const title = oneLine(source.title) || oneLine(source.articleKey);
    const prefix = `${separator}[${source.number}] `;
    if (written.text.length + prefix.length + title.length > MAX_TEXT_LENGTH) return;
    const url = linkOf(source);
    const offset = written.text.length + prefix.length;
    if (url !== null) written.entities.push({ type: "text_link", offset, length: title.length, url });
    written.text += prefix + title;
    separator = "\n";
  }
}

function linkOf(source: Source): string | null {
  const url = source.url === null ? null : URL.parse(source.url);
  const isPlain = url?.protocol === "https:" && url.username === "" && url.password === "";
  return isPlain && url.href.length <= 2_048 ? url.href : null;
}

interface Button {
  readonly text: string;
  readonly callback_data: string;
}

/** One choice a row: labels in German or Russian do not fit beside one another. Only the two thumbs are one question. */
function encodeKeyboard(choices: readonly Choice[]): Button[][] {
  const buttons = choices
    .filter((choice) => choice.choiceId !== "" && Buffer.byteLength(choice.choiceId) <= MAX_CALLBACK_BYTES)
    .slice(0, MAX_CHOICES)
    .map((choice): Button => {
      const text = truncateText(choice.label.toWellFormed().trim(), MAX_CHOICE_LABEL_LENGTH) || choice.choiceId;
      return { text, callback_data: choice.choiceId };
    });
  const isThumb = (button: Button) => readRatingChoice(button.callback_data) !== null;
  const thumbs = buttons.filter(isThumb);
  const rows = buttons.filter((button) => !isThumb(button)).map((button) => [button]);
  return thumbs.length > 0 ? [...rows, thumbs] : rows;
}

function oneLine(text: string): string {
  return truncateText(text.toWellFormed().replace(/\s+/g, " ").trim(), MAX_TITLE_LENGTH);
}
