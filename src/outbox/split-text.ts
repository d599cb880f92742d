/** Cuts a long text where a reader would: between paragraphs, lines, sentences, words; never inside a character. */
const SEPARATORS: readonly RegExp[] = [/\n{2,}/gu, /\n/gu, /(?<=[.!?؟])\s+|(?<=[。！？])\s*/gu, /\s+/gu];

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Pieces of at most `maxUnits` UTF-16 units. At least one piece, even for an empty text. */
export function splitText(text: string, maxUnits: number): readonly string[] {
  const pieces: string[] = [];
  let rest = text.trim();
  while (rest.length > maxUnits) {
    const cut = findCut(rest, maxUnits);
    pieces.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  if (rest !== "" || pieces.length === 0) pieces.push(rest);
  return pieces.filter((piece, index) => piece !== "" || index === 0);
}

/** The last good place that leaves the piece at least half full; otherwise the last whole character. */
function findCut(text: string, maxUnits: number): number {
  const window = text.slice(0, maxUnits);
  for (const separator of SEPARATORS) {
    const places = [...window.matchAll(separator)].map((match) => match.index + match[0].length);
    const place = places.findLast((at) => at > maxUnits / 2 && at <= maxUnits);
    if (place !== undefined) return place;
  }
  const boundary = graphemes.segment(text).containing(maxUnits)?.index ?? maxUnits;
  // One grapheme longer than a whole message can only be hostile: cut it anywhere.
  return boundary > 0 ? boundary : maxUnits;
}
