/** Deterministic embeddings: hashed character n-grams, so that similar texts are near; no model, no download. */

export const DEFAULT_DIMENSIONS = 256;

/** A unit vector. The same text always gives the same one; texts that share n-grams are near each other. */
export function embedText(text: string, dimensions: number): number[] {
  const vector = Array.from({ length: dimensions }, () => 0);
  const letters = ` ${text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ")} `;
  for (const size of [2, 3, 4]) {
    for (let at = 0; at + size <= letters.length; at += 1) {
      const hash = hashText(letters.slice(at, at + size));
      const slot = hash % dimensions;
      // The sign comes from another bit, so that collisions cancel instead of adding up.
      vector[slot] = (vector[slot] ?? 0) + ((hash >>> 16) % 2 === 0 ? 1 : -1);
    }
  }
  const norm = Math.hypot(...vector) || 1;
  return vector.map((value) => value / norm);
}

/** Little-endian 32-bit floats, as the real server sends them when asked for base64. */
export function encodeBase64(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString("base64");
}

/** FNV-1a over UTF-16 units. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  }
  return hash;
}
