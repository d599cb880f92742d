/** A Word document to Markdown, after a look at what it would unpack to. */
import { convertToHtml } from "mammoth";
import { unzipSync } from "fflate";
import type { DecodeOutcome } from "../../contracts/document.ts";
import { decodeHtml } from "./decode-html.ts";
import { refuse } from "./refuse.ts";

/** A handbook with pictures stays far below. */
const MAX_UNPACKED_BYTES = 100_000_000;
const MAX_PARTS = 5_000;
/** Text packs ten to one; a bomb a thousand to one. */
const MAX_RATIO = 150;

export async function decodeDocx(bytes: Uint8Array): Promise<DecodeOutcome> {
  const parts = listParts(bytes);
  if (!parts) return refuse("damaged");
  const unpacked = parts.reduce((sum, part) => sum + part.size, 0);
  const isBomb = parts.some((part) => part.size > 1_000_000 && part.size > part.packed * MAX_RATIO);
  if (isBomb || unpacked > MAX_UNPACKED_BYTES || parts.length > MAX_PARTS) return refuse("expands-too-much");
  if (!parts.some((part) => part.name === "word/document.xml")) {
    return refuse(parts.some((part) => part.name === "EncryptedPackage") ? "encrypted" : "unknown-kind");
  }
  const converted = await convertToHtml({ buffer: Buffer.from(bytes) }, { externalFileAccess: false }).catch(
    () => null,
  );
  return converted ? decodeHtml(`<body>${converted.value}</body>`, { url: null }) : refuse("damaged");
}

interface Part {
  readonly name: string;
  readonly packed: number;
  readonly size: number;
}

/** From the list at the end of the file, without unpacking anything. Null when there is none. */
function listParts(bytes: Uint8Array): Part[] | null {
  const parts: Part[] = [];
  try {
    unzipSync(bytes, {
      filter({ name, size, originalSize }) {
        parts.push({ name, packed: size, size: originalSize });
        return false;
      },
    });
    return parts;
  } catch {
    // The library has no other way to say that this is no ZIP file.
    return null;
  }
}
