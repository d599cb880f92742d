/** Bytes to text: by the mark at the start, by what is claimed, by whether it is UTF-8, else as Windows wrote it. */
import { cleanText } from "../../shared/clean-text.ts";

/** A text of this many characters is a book; the rest of the limits follow from it. */
export const MAX_TEXT_LENGTH = 5_000_000;
const UTF8 = new TextDecoder("utf-8", { fatal: true });

export function decodeBytes(bytes: Uint8Array, claimed?: string): string {
  const decoder = new TextDecoder(findEncoding(bytes, claimed));
  return cleanText(decoder.decode(bytes).replace(/^\uFEFF/, ""), MAX_TEXT_LENGTH);
}

function findEncoding(bytes: Uint8Array, claimed: string | undefined): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  if (isUtf8(bytes)) return "utf-8";
  return isKnown(claimed) ? claimed : "windows-1252";
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    UTF8.decode(bytes);
    return true;
  } catch {
    // The decoder has no other way to say no.
    return false;
  }
}

function isKnown(label: string | undefined): label is string {
  try {
    return label !== undefined && new TextDecoder(label).encoding !== "utf-8";
  } catch {
    return false;
  }
}
