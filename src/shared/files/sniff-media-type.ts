/** What a file is by its first bytes: what it is called, and what a platform says of it, is anybody's word. */
import { UNKNOWN_TYPE } from "../../contracts/files.ts";

interface Signature {
  readonly mediaType: string;
  readonly at: number;
  readonly bytes: readonly number[];
  /** A second stretch that must be there, too. */
  readonly also?: { readonly at: number; readonly bytes: readonly number[] };
}

const ascii = (text: string): number[] => Array.from(text, (each) => each.charCodeAt(0));

const SIGNATURES: readonly Signature[] = [
  {
    mediaType: "image/png",
    at: 0,
    bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    also: { at: 12, bytes: ascii("IHDR") },
  },
  { mediaType: "image/jpeg", at: 0, bytes: [0xff, 0xd8, 0xff] },
  { mediaType: "image/gif", at: 0, bytes: ascii("GIF87a") },
  { mediaType: "image/gif", at: 0, bytes: ascii("GIF89a") },
  { mediaType: "image/webp", at: 0, bytes: ascii("RIFF"), also: { at: 8, bytes: ascii("WEBP") } },
  { mediaType: "application/pdf", at: 0, bytes: ascii("%PDF-") },
  { mediaType: "audio/ogg", at: 0, bytes: ascii("OggS") },
  { mediaType: "audio/mpeg", at: 0, bytes: ascii("ID3") },
  { mediaType: "audio/mpeg", at: 0, bytes: [0xff, 0xfb] },
];

export function sniffMediaType(content: Uint8Array): string {
  const stands = (at: number, bytes: readonly number[]) => bytes.every((byte, index) => content[at + index] === byte);
  const found = SIGNATURES.find(({ at, bytes, also }) => stands(at, bytes) && (!also || stands(also.at, also.bytes)));
  return found?.mediaType ?? UNKNOWN_TYPE;
}
