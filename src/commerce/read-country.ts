/** A country as two capitals, from its code or its English name. */

const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
const ALIASES: Readonly<Record<string, string>> = {
  UK: "GB",
  USA: "US",
  "UNITED STATES OF AMERICA": "US",
  "GREAT BRITAIN": "GB",
  ENGLAND: "GB",
  KOREA: "KR",
  "REPUBLIC OF KOREA": "KR",
  CZECHIA: "CZ",
  "CZECH REPUBLIC": "CZ",
  TURKEY: "TR",
  "HONG KONG": "HK",
  RUSSIA: "RU",
  VIETNAM: "VN",
};
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");

let codes: ReadonlyMap<string, string> | null = null;

export function readCountry(text: string): string | null {
  const word = text.trim().toUpperCase();
  if (word === "") return null;
  const alias = ALIASES[word];
  if (alias !== undefined) return alias;
  if (/^[A-Z]{2}$/u.test(word)) return names.of(word) === undefined ? null : word;
  codes ??= indexNames();
  return codes.get(word) ?? null;
}

function indexNames(): ReadonlyMap<string, string> {
  const all = LETTERS.flatMap((first) => LETTERS.map((second) => `${first}${second}`));
  return new Map(
    all.flatMap((code): readonly [string, string][] => {
      const name = names.of(code);
      return name === undefined ? [] : [[name.toUpperCase(), code]];
    }),
  );
}
