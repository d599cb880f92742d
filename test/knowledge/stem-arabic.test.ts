/** Arabic words find each other with and without article, particle and ending. */
import { describe, expect, it } from "vitest";
import { readTokens } from "../../src/knowledge/analyse-text.ts";
import { stemWord } from "../../src/knowledge/analysis/stem-word.ts";

function stemsOf(text: string): string[] {
  return readTokens(text, "ar").map((token) => stemWord(token.text, "ar"));
}

describe("Arabic stems", () => {
  it.each([
    "بطاقة البطاقة بالبطاقة والبطاقة للبطاقة بطاقات",
    "محفظة المحفظة بالمحفظة",
    "الفاتورة فاتورة",
    "الاشتراك اشتراك بالاشتراك",
    "طلبي طلب الطلب الطلبات",
  ])("are the same for one noun: %s", (text) => {
    expect(new Set(stemsOf(text)).size).toBe(1);
  });

  it("keep different words apart", () => {
    const words = "شحن شحنة دفع دفعة رسوم رسالة ضمان ضريبة عنوان عرض كوب كود";
    // A parcel and its shipping, a payment and paying: one matter. All others are not.
    expect(new Set(stemsOf(words)).size).toBe(10);
  });

  it("never cut a word down to less than two letters", () => {
    for (const stem of stemsOf("الي هي ان ها ين وال في يد اب ات لله")) expect(stem.length).toBeGreaterThanOrEqual(2);
  });
});
