/** What the things of a wish are called in other languages, read from a glossary. */
import { expect, test } from "vitest";
import { parseGlossary } from "../../src/knowledge/lexicon/parse-glossary.ts";
import { createThingNamer } from "../../src/knowledge/lexicon/name-things.ts";

const { glossary } = parseGlossary(`concepts:
  jacket:
    en: [jacket, rain jacket]
    de: [jacke, regenjacke]
    es: [chaqueta]
    zh: [雨衣, 夹克]
  wool:
    en: [wool]
    de: [wolle]
    es: [lana]
  only-here:
    es: [poncho]
`);
const name = createThingNamer(glossary);

test("each thing is named with the buyer's own words for it", () => {
  expect(name("una chaqueta de lana, por favor", { language: "es", into: ["de", "en"] })).toEqual([
    { said: "chaqueta", names: ["jacke", "regenjacke", "jacket", "rain jacket"] },
    { said: "lana", names: ["wolle", "wool"] },
  ]);
});

test("inside words without spaces only the term was said", () => {
  expect(name("我想买一件雨衣送人", { language: "zh", into: ["en"] })).toEqual([
    { said: "雨衣", names: ["jacket", "rain jacket"] },
  ]);
});

test("endings and missing accents change nothing, and the same language twice names a thing once", () => {
  expect(name("CHAQUETAS", { language: "es", into: ["en", "en"] })).toEqual([
    { said: "chaquetas", names: ["jacket", "rain jacket"] },
  ]);
});

test("nothing is named in its own language, without a word in the other, or when nothing was said", () => {
  expect(name("chaqueta", { language: "es", into: ["es"] })).toEqual([]);
  expect(name("poncho", { language: "es", into: ["en"] })).toEqual([]);
  expect(name("jacke", { language: "es", into: ["en"] })).toEqual([]);
  expect(name("", { language: "es", into: ["en"] })).toEqual([]);
});
