/** Brings spellings of one word together: case, accents, Arabic letter forms, quotes. For comparing, never for showing. */

// Latin, Greek and Cyrillic accents, Arabic vowel signs and hamza. Not all of \p{M}: Thai vowels and kana voicing are
// marks too, and a word without them is another word.
const ACCENTS = /[\u0300-\u036F\u064B-\u065F\u0670\u0640]/gu;
const SAME_LETTER: ReadonlyMap<string, string> = new Map([
  ["ı", "i"],
  ["ß", "ss"],
  ["đ", "d"],
  ["œ", "oe"],
  ["æ", "ae"],
  ["ø", "o"],
  ["ł", "l"],
  ["ى", "ي"],
  ["ة", "ه"],
]);
const ODD_LETTERS = /[ıßđœæøłىة]/gu;

export function foldText(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFD")
    .replace(ACCENTS, "")
    .replace(ODD_LETTERS, (letter) => SAME_LETTER.get(letter) ?? letter)
    .normalize("NFC");
}
