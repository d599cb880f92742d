/** Takes out of a message what says nothing about its language: links, addresses, codes, tags, mentions, emoji. */

// ASCII only: in Chinese or Japanese the sentence goes on right behind the link, without a space.
const LINKS = /\b(?:https?:\/\/|www\.)[\x21-\x7e]+/giu;
const BARE_DOMAINS =
  /\b[a-z0-9-]+\.(?:com|net|org|io|shop|store|co|app|cn|de|fr|es|it|jp|kr|ru|br|mx)\b[/?#\x21-\x7e]*/giu;
const EMAILS = /[\w.+-]+@[\w-]+\.[\w.-]+/gu;
const MENTIONS = /(?<![\p{L}\p{N}])[@#/][\w-]+/gu;
// Order numbers, sizes, models: Latin runs with a digit in them. Other scripts around them stay.
const CODES = /[\p{Script=Latin}\p{N}_.-]*\p{N}[\p{Script=Latin}\p{N}_./-]*/gu;
// "<|im_start|>", "</b>", "order_status": words for machines, and "im" is German only in a sentence.
const TAGS = /<[/|!]?[\w|/-]{1,40}>|[\p{L}\p{N}]+(?:_+[\p{L}\p{N}]+)+/gu;
const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u{FE0F}|\u{200D}/gu;

export function stripNoise(text: string): string {
  return text
    .replace(LINKS, " ")
    .replace(EMAILS, " ")
    .replace(BARE_DOMAINS, " ")
    .replace(TAGS, " ")
    .replace(MENTIONS, " ")
    .replace(CODES, " ")
    .replace(EMOJI, " ")
    .replace(/\s+/gu, " ")
    .trim();
}
