/** Small files that are what they say, and some that are not. */
import { createHash } from "node:crypto";
import type { KeptPart } from "../../src/contracts/message.ts";

/** One pixel. */
export const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "base64",
);
export const PDF = Buffer.from("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n");
export const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>');

/** A picture of so many bytes, with a number that makes it another one. */
export function picture(bytes: number, number = 0): Buffer {
  const padded = Buffer.alloc(Math.max(bytes, PNG.length + 4));
  PNG.copy(padded);
  padded.writeUInt32BE(number, padded.length - 4);
  return padded;
}

export function keptOf(content: Uint8Array, name: string, mediaType: string): KeptPart {
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { kind: "kept", sha256, name, mediaType, bytes: content.byteLength };
}

/** Names that people and attackers give to files. */
export const HOSTILE_NAMES = [
  "../../etc/passwd",
  "..\\..\\windows\\system.ini",
  "invoice\u202Egpj.exe",
  `${"a".repeat(300)}.png`,
  'a"; filename="b.html',
  "two\r\nX-Evil: 1\nlines.png",
  ".htaccess",
  "",
  "   ",
  "name\u0000.png",
  "بلا-اسم.png",
  "领收书 №7.pdf",
] as const;
