/** Takes uploads apart as Telegram does, and refuses with its words what it would refuse. */
import type { Json } from "./bot-state.ts";
import { asText, checkMessage, type CheckedMessage, isJson } from "./check-message.ts";
import { Refusal } from "./refuse-call.ts";

export interface UploadedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const MAX_PHOTO = 10 * 1_048_576;
const MAX_UPLOAD = 50 * 1_048_576;
const MAX_CAPTION = 1_024;

export function takeFile(parameters: Json, field: unknown, as: string): UploadedFile & { readonly as: string } {
  const files = isJson(parameters["files"]) ? parameters["files"] : {};
  const name = /^attach:\/\/(\w+)$/.exec(asText(field))?.[1] ?? "";
  const file = files[name] as UploadedFile | undefined;
  if (!file) throw new Refusal(400, `Bad Request: there is no ${as} in the request`);
  if (file.bytes.length === 0) throw new Refusal(400, "Bad Request: file must be non-empty");
  if (file.bytes.length > MAX_UPLOAD) throw new Refusal(413, "Request Entity Too Large");
  if (as === "photo" && file.bytes.length > MAX_PHOTO) throw new Refusal(400, "Bad Request: too big file for a photo");
  if (as === "photo" && !isPicture(file.bytes)) throw new Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED");
  return { ...file, as };
}

export function checkCaption(parameters: Json): CheckedMessage {
  const { caption, caption_entities: entities } = parameters;
  if (caption === undefined) return { text: "", entities: [], buttons: [] };
  if (asText(caption).length > MAX_CAPTION) throw new Refusal(400, "Bad Request: message caption is too long");
  return checkMessage({ text: caption, ...(entities === undefined ? {} : { entities }) });
}

/** Two to ten, and documents only among themselves. */
export function checkAlbum(media: unknown): readonly Json[] {
  const list = Array.isArray(media) ? media.filter(isJson) : [];
  if (list.length < 2 || list.length > 10)
    throw new Refusal(400, "Bad Request: group send failed: wrong number of messages");
  const types = new Set(list.map(({ type }) => (type === "document" ? "document" : "picture")));
  if (types.size > 1) throw new Refusal(400, "Bad Request: documents can't be mixed with other media types");
  return list;
}

function isPicture(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  return head.startsWith("\x89PNG") || head.startsWith("\xff\xd8") || head.slice(8) === "WEBP";
}
