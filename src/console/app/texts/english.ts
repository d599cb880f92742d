/** English in one book: it names every text, and stands in where a translation is missing. */
import common from "./en.json";
import access from "./access/en.json";
import copilot from "./copilot/en.json";
import desk from "./desk/en.json";
import review from "./review/en.json";
import files from "./files/en.json";
import merge from "./merge/en.json";
import training from "./training/en.json";

export const ENGLISH = { ...common, ...copilot, ...desk, ...files, ...access, ...review, ...training, ...merge };

export type TextName = keyof typeof ENGLISH;
