/** How Telegram shows a file: as a picture it may make smaller, or as a document that arrives as it was. */
import { type FileCapabilities, MAX_FILES } from "../../src/contracts/files.ts";
import type { KeptPart } from "../../src/contracts/message.ts";

/** A bot may upload this much. */
const MAX_UPLOAD_BYTES = 50_000_000;
/** Above it a picture is a document. */
const MAX_PHOTO_BYTES = 10_000_000;
/** A moving picture would stand still. */
const PHOTOS: readonly string[] = ["image/png", "image/jpeg", "image/webp"];
/** Of the 1,024 under a file; the rest is for the speaker's name. */
const MAX_WORDS = 900;

export const FILES: FileCapabilities = {
  label: "Telegram",
  maxBytes: MAX_UPLOAD_BYTES,
  maxPerMessage: MAX_FILES,
  maxBytesPerMessage: MAX_UPLOAD_BYTES,
  maxTextLength: MAX_WORDS,
  groupOf: (file) => (isPhoto(file) ? "photo" : "document"),
};

export function isPhoto({ mediaType, bytes }: KeptPart): boolean {
  return PHOTOS.includes(mediaType) && bytes <= MAX_PHOTO_BYTES;
}
