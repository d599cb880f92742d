/** A file's name as it may stand on a screen, in a header and on a buyer's disk: one line, no path, and its type's ending. */
import { cleanName } from "../clean-text.ts";

const MAX_NAME = 100;
const MAX_ENDING = 10;

const ENDINGS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  "image/png": [".png"],
  "image/jpeg": [".jpg", ".jpeg"],
  "image/gif": [".gif"],
  "image/webp": [".webp"],
  "application/pdf": [".pdf"],
  "audio/ogg": [".ogg", ".oga"],
  "audio/mpeg": [".mp3"],
};

/** "invoice.exe" that is a PDF becomes "invoice.exe.pdf": what opens it is decided by what it is. */
export function cleanFileName(name: string, mediaType: string): string {
  const last = name.replace(/^.*[/\\]/su, "");
  // Quotes and semicolons end a name in the headers of a form; the rest no disk of a buyer takes.
  const plain = cleanName(last)
    .replace(/["<>:|?*;%]/gu, "_")
    .replace(/^[.\s]+/u, "");
  const endings = ENDINGS[mediaType];
  const lower = plain.toLowerCase();
  const own = endings ? (endings.find((ending) => lower.endsWith(ending)) ?? "") : endingOf(plain);
  // A platform may tell a file by its ending; none tells it by capitals.
  const stem = plain.slice(0, plain.length - own.length);
  const ending = own === "" ? (endings?.[0] ?? "") : own.toLowerCase();
  const cut = Array.from(stem)
    .slice(0, MAX_NAME - ending.length)
    .join("")
    .trimEnd();
  return `${cut === "" ? "file" : cut}${ending}`;
}

function endingOf(name: string): string {
  const ending = /\.[a-z0-9]+$/iu.exec(name)?.[0] ?? "";
  return ending.length <= MAX_ENDING ? ending : "";
}
