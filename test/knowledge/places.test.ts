/** The places a question names, and the line of a list that speaks for them. */
import { describe, expect, it } from "vitest";
import { coverPlaces, readAskedPlaces } from "../../src/knowledge/places/cover-places.ts";

const LIST = [
  "- United States and Canada: 5 USD",
  "- European Union: 5 EUR",
  "- Gulf countries: 10 USD",
  "- All other countries: 12 USD",
];

describe("the place a question names", () => {
  it.each([
    ["كم الشحن للرياض", "ar", ["SA"]],
    ["was kostet versand nach österreich", "de", ["AT"]],
    ["大阪まで何日", "ja", ["JP"]],
    ["부산까지 며칠 걸려요", "ko", ["KR"]],
    ["доставка в Москву", "ru", ["RU"]],
    ["İstanbul'a kargo ne kadar", "tr", ["TR"]],
    ["quà sinh nhật cho anh", "vi", []],
    ["tell us when it ships", "en", []],
  ])("is found in %s", (text, language, codes) => {
    expect([...readAskedPlaces(text, language)]).toEqual(codes);
  });
});

describe("the line of a list", () => {
  it.each([
    ["Toronto", 0],
    ["Vienna", 1],
    ["Riyadh", 2],
    ["Recife", 3],
  ])("for %s is its country's, its group's, or that of all others", (city, line) => {
    const shares = coverPlaces(LIST, "en", readAskedPlaces(`shipping to ${city}`, "en"));
    expect(shares.indexOf(Math.max(...shares))).toBe(line);
    expect(shares.filter((share) => share > 0)).toHaveLength(1);
  });
});
