/** Cuts a text into sentences; every sentence is a stretch of the text, word for word. */

const segmenters = new Map<string, Intl.Segmenter>();

/** A line break always ends a sentence. Thai, which marks no ends, gives whole lines. */
export function splitSentences(text: string, language: string): string[] {
  return text
    .split("\n")
    .flatMap((line) => Array.from(segmenterFor(language).segment(line), ({ segment }) => segment.trim()))
    .filter((sentence) => sentence !== "");
}

function segmenterFor(language: string): Intl.Segmenter {
  const known = segmenters.get(language) ?? new Intl.Segmenter(language, { granularity: "sentence" });
  segmenters.set(language, known);
  return known;
}
