/** The file of manners: what ships is whole, and whatever is wrong in it is named. */
import { readFile } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import { parseManners } from "../../src/languages/parse-manners.ts";

let shipped = "";
beforeAll(async () => {
  shipped = await readFile(new URL("../../prompts/manners.yaml", import.meta.url), "utf8");
});

const faultsOf = (text: string) => {
  const parsed = parseManners(text);
  return parsed.kind === "faulty" ? parsed.faults.join("; ") : "";
};

test("what ships can be read", () => {
  expect(faultsOf(shipped)).toBe("");
});

const broken: [string, (text: string) => string, RegExp][] = [
  ["a phrase that is missing", (text) => text.replace(/ {2}avoid\.emoji:.*\n/u, ""), /avoid\.emoji is missing/u],
  ["a phrase for no word", (text) => text.replace("avoid.emoji:", "avoid.emojis:"), /avoid\.emojis is for no word/u],
  ["a language without a market", (text) => text.replace("market: th\n", "market: th-TH\n"), /market th is missing/u],
  ["a market that stands there twice", (text) => text.replace("market: pt-BR", "market: pt"), /pt stands there twice/u],
  ["a word that nobody knows", (text) => text.replace("opening: apology", "opening: shouting"), /opening/u],
  ["a reason that is missing", (text) => text.replace(/ {6}ar: .*\n/u, ""), /reasons\.ar/u],
  ["what is no YAML", () => "markets: [", /./u],
];
test.each(broken)("%s is named", (_name, breaks, fault) => {
  const text = breaks(shipped);
  expect(text).not.toBe(shipped);
  expect(faultsOf(text)).toMatch(fault);
});
