/** Identifiers nobody can guess that still sort by the time they were made (UUID version 7, RFC 9562 section 5.7). */
import { createHash, randomBytes } from "node:crypto";
import type { Clock, IdSource } from "../contracts/runtime.ts";

export function createRandomIds(clock: Clock): IdSource {
  return {
    next: <Id extends string>() => makeUuid7(clock.now()) as Id,
    derive: <Id extends string>(text: string) => makeUuid8(text) as Id,
  };
}

/** 48 bits of time keep new rows at one end of an index; 74 random bits keep them unguessable. */
function makeUuid7(nowMs: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return writeUuid(bytes);
}

/** Version 8 (RFC 9562 section 5.8): the first 122 free bits of the text's SHA-256. */
function makeUuid8(text: string): string {
  const bytes = createHash("sha256").update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return writeUuid(bytes);
}

function writeUuid(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
