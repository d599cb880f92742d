/** Finds the sentences of a text as stretches of it, so that a quote can be cut out word for word. */

/** `text.slice(from, to)` is the sentence, without the space around it. */
export interface Sentence {
  readonly from: number;
  readonly to: number;
}

const segmenters = new Map<string, Intl.Segmenter>();

/** A line break always ends a sentence: lists and tables have no full stops. */
export function splitSentences(text: string, language: string): Sentence[] {
  const sentences: Sentence[] = [];
  for (const line of text.matchAll(/[^\n]+/g)) {
    for (const { segment, index } of segmenterFor(language).segment(line[0])) {
      const from = line.index + index;
      const parts = THAI.test(segment) ? splitThai(segment) : [{ from: 0, to: segment.length }];
      for (const part of parts) pushTrimmed(sentences, text, { from: from + part.from, to: from + part.to });
    }
  }
  return sentences;
}

function segmenterFor(language: string): Intl.Segmenter {
  const known = segmenters.get(language);
  if (known) return known;
  const made = new Intl.Segmenter(language, { granularity: "sentence" });
  segmenters.set(language, made);
  return made;
}

const THAI = /[\u0e00-\u0e7f]/;
/** Shorter pieces of Thai are phrases; a quote of one would not be understood. */
const MIN_THAI_LENGTH = 40;

/**
 * Thai marks the end of a sentence with a space, but puts spaces around numbers and foreign words too. Cut where both
 * neighbours are Thai letters and the piece is long enough to stand alone.
 */
function splitThai(text: string): Sentence[] {
  const pieces: Sentence[] = [];
  let from = 0;
  for (const gap of text.matchAll(/(?<=[\u0e00-\u0e4f])\s+(?=[\u0e01-\u0e4f])/g)) {
    const isLongEnough = gap.index - from >= MIN_THAI_LENGTH && text.length - gap.index >= MIN_THAI_LENGTH / 2;
    if (!isLongEnough) continue;
    pieces.push({ from, to: gap.index });
    from = gap.index;
  }
  return [...pieces, { from, to: text.length }];
}

function pushTrimmed(sentences: Sentence[], text: string, { from, to }: Sentence): void {
  const piece = text.slice(from, to);
  const start = from + piece.length - piece.trimStart().length;
  const end = from + piece.trimEnd().length;
  if (end > start) sentences.push({ from: start, to: end });
}
