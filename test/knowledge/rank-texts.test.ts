/** Which macro, which earlier case is nearest to a buyer's words, in languages with and without spaces, with endings and typos. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Language } from "../../src/contracts/language.ts";
import type { MacroBook } from "../../src/contracts/macro.ts";
import { rankTexts } from "../../src/knowledge/rank-texts.ts";
import { shareTexts } from "../support/share-texts.ts";

let book: MacroBook;
beforeAll(async () => {
  book = (await shareTexts()).macros;
});

function best(question: string, language: Language): string | undefined {
  const macros = Object.entries(book.get(language) ?? {}).filter(([key]) => !key.endsWith("-name"));
  const names = book.get(language) ?? {};
  const candidates = macros.map(([key, text]) => ({ key, language, text: `${names[`${key}-name`] ?? ""}\n${text}` }));
  return rankTexts(question, language, candidates).toSorted((one, other) => other.score - one.score)[0]?.key;
}

describe("near texts", () => {
  test.each<[Language, string, string]>([
    ["en", "My parcel is stuck at customs, what now?", "customs"],
    ["en", "i want to returnn it, where is the label", "return-steps"],
    ["es", "Mi paquete está retenido en la aduana", "customs"],
    ["de", "Das Paket hängt seit Tagen beim Zoll fest", "customs"],
    ["fr", "Mon colis est bloqué à la douane", "customs"],
    ["ru", "Посылка застряла на таможне", "customs"],
    ["zh", "我的包裹卡在海关了", "customs"],
    ["ja", "荷物が税関で止まっています", "customs"],
    ["ko", "소포가 세관에 묶여 있어요", "customs"],
    ["ar", "طردي محتجز في الجمارك", "customs"],
    ["tr", "Paketim gümrükte takıldı", "customs"],
    ["th", "พัสดุติดอยู่ที่ศุลกากร", "customs"],
    ["vi", "Gói hàng của tôi bị kẹt ở hải quan", "customs"],
    ["id", "Paket saya tertahan di bea cukai", "customs"],
    ["pt", "Minha encomenda está parada na alfândega", "customs"],
    ["it", "Il mio pacco è fermo in dogana", "customs"],
  ])("%s: %s", (language, question, wanted) => {
    expect(best(question, language)).toBe(wanted);
  });

  test("what shares nothing has nothing, and no candidates are no fault", () => {
    const text = "We ship lamps from Porto.";
    const [lamp] = rankTexts("guten Morgen", "de", [{ key: 1, language: "en" as const, text }]);
    expect(lamp?.score ?? 1).toBeLessThan(0.15);
    expect(rankTexts("anything", "en", [])).toEqual([]);
    expect(rankTexts("", "en", [{ key: 1, language: "en" as const, text }])).toEqual([{ key: 1, score: 0 }]);
  });

  test("the same words always come to the same figures, and the whole text to nearly all there is", () => {
    const texts = ["A parcel at customs", "A refund has begun", "A voucher for you"];
    const candidates = texts.map((text, key) => ({ key, language: "en" as const, text }));
    const once = rankTexts("a refund has begun", "en", candidates);
    expect(rankTexts("a refund has begun", "en", candidates)).toEqual(once);
    expect(once[1]?.score).toBeGreaterThan(0.95);
    expect(once[0]?.score).toBeLessThan(0.3);
  });
});
