/** One spelling for whatever looks alike to who searches: case, accents, Arabic letters, traditional characters. */
import { foldText } from "../../shared/fold-text.ts";
import { normaliseText } from "../analysis/normalise-text.ts";

const PLAIN = /^[\0-\u007f]*$/;

/** Of any language, for who searches names none: Japanese characters are simplified, too, on both sides. */
export function foldForSearch(text: string): string {
  return PLAIN.test(text) ? text.toLowerCase() : foldText(normaliseText(text, "zh"));
}
