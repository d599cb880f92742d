/** A classifier as bytes and back: a head of text, then its arrays one after the other. */
import type { ArticleKey } from "../../contracts/ids.ts";
import type { Recogniser } from "./recogniser.ts";

interface Head {
  readonly keys: readonly ArticleKey[];
  readonly features: number;
  readonly strangeRarity: number;
}

const LENGTH_BYTES = 4;
const NUMBER_BYTES = 4;

export function encodeRecogniser(recogniser: Recogniser): Uint8Array[] {
  const { keys, hashes, rarities, strangeRarity, weights, scales, biases } = recogniser;
  const head: Head = { keys, features: hashes.length, strangeRarity };
  const text = new TextEncoder().encode(JSON.stringify(head));
  return [
    new Uint8Array(Uint32Array.of(text.length).buffer),
    text,
    ...[hashes, rarities, scales, biases, weights].map(
      ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
    ),
  ];
}

/** Throws when the bytes are not what `encodeRecogniser` wrote; whether they are whole is for the caller to know. */
export function decodeRecogniser(bytes: Uint8Array<ArrayBuffer>): Recogniser {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length))) as Head;
  const { keys, features, strangeRarity } = head;
  let at = LENGTH_BYTES + length;
  // Copied, because numbers of four bytes must begin at a multiple of four.
  const take = (count: number) => bytes.slice(at, (at += count)).buffer;
  return {
    keys,
    strangeRarity,
    hashes: new Uint32Array(take(features * NUMBER_BYTES)),
    rarities: new Float32Array(take(features * NUMBER_BYTES)),
    scales: new Float32Array(take(features * NUMBER_BYTES)),
    biases: new Float32Array(take(keys.length * NUMBER_BYTES)),
    weights: new Int8Array(take(features * keys.length)),
  };
}
