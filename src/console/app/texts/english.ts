/** English in one book: it names every text, and stands in where a translation is missing. */
import common from "./en.json";
import desk from "./desk/en.json";

export const ENGLISH = { ...common, ...desk };

export type TextName = keyof typeof ENGLISH;
