/** Numbers that contradict between the languages of one article are found, and ways of writing the same number are none. */
import { describe, expect, test } from "vitest";
import { readKnowledgeFolder } from "../../src/compose/read-knowledge-folder.ts";
import type { Article } from "../../src/contracts/answer.ts";
import type { ArticleKey } from "../../src/contracts/ids.ts";
import type { Language } from "../../src/contracts/language.ts";
import { readKnowledge } from "../../src/flows/refresh-knowledge.ts";
import { checkCoverage } from "../../src/knowledge/checking/check-coverage.ts";
import { compareNumbers } from "../../src/knowledge/checking/compare-numbers.ts";

const article = (language: Language, body: string): Article => ({
  articleKey: "returns" as ArticleKey,
  language,
  title: "Returns",
  url: null,
  questions: [],
  tags: [],
  body,
  reviewedUntil: null,
  origin: "",
});

const SAME: readonly Article[] = [
  article("en", "You have 30 days. We pay up to $1,500.50 until 31 January, 6 pm."),
  article("de", "Sie haben 30 Tage. Wir zahlen bis zu 1.500,50 $ bis zum 31. Januar, 18:00 Uhr."),
  article("fr", "Vous avez 30 jours. Nous payons jusqu’à 1 500,50 $ jusqu’au 31 janvier, 18 h."),
  article("ar", "لديك ٣٠ يومًا. ندفع حتى ١٬٥٠٠٫٥٠ دولار حتى ٣١ يناير، الساعة ٦ مساءً."),
  article("th", "คุณมีเวลา ๓๐ วัน เราจ่ายไม่เกิน 1,500.50 ดอลลาร์ จนถึง 31 มกราคม เวลา 18.00 น."),
  article("zh", "您有 30 天时间。1 月 31 日下午6点之前，我们最多支付 1500.50 美元。"),
  article("ja", "30日以内です。1月31日18時まで、1,500.50ドルを上限にお支払いします。"),
  article("ko", "30일 이내입니다. 1월 31일 오후 6시까지 최대 1,500.50달러를 지급합니다."),
];

describe("the same numbers", () => {
  test("in any digits, separators, clocks and months are no contradiction", () => {
    expect(compareNumbers(SAME)).toEqual([]);
  });

  test("in large units, weeks and hours neither", () => {
    const texts = [
      ["en", "Orders above 10,000 JPY within 14 days, reply in 24 hours."],
      ["zh", "满1万日元的订单，14天内，24小时内回复。"],
      ["ja", "1万円以上のご注文は14日以内、24時間以内に返信します。"],
      ["de", "Bestellungen über 10.000 JPY in 2 Wochen, Antwort in 24 Stunden."],
      ["es", "Pedidos de más de 10 000 JPY en 14 días; respuesta en 1 día."],
    ] as const;
    expect(compareNumbers(texts.map(([language, body]) => article(language, body)))).toEqual([]);
  });
});

describe("another number in one language", () => {
  test.each(SAME.map(({ language }) => language))("is named with what the others say: %s", (language) => {
    const changed = SAME.map((each) =>
      each.language === language ? { ...each, body: each.body.replace(/30|٣٠|๓๐/u, "45") } : each,
    );
    expect(compareNumbers(changed)).toMatchObject([{ language, says: ["45"], othersSay: ["30"] }]);
  });

  test("is found in its section, though the number stands in another one", () => {
    const body = (days: number) => `## One\n30 days.\n\n## Two\n${days} days to send it back.`;
    const all = (["en", "de", "es", "fr"] as const).map((language) => article(language, body(30)));
    const found = compareNumbers([...all, article("it", body(60))]);
    expect(found).toMatchObject([{ language: "it", section: 2, heading: "Two", says: ["60"], othersSay: ["30"] }]);
  });

  test("a number that is left out, or written as a word, is none", () => {
    const all = (["en", "de", "es", "fr"] as const).map((language) => article(language, "It takes 2 days."));
    expect(compareNumbers([...all, article("it", "Ci vogliono due giorni.")])).toEqual([]);
  });
});

describe("the shipped articles", () => {
  const load = async () => {
    const { files } = await readKnowledgeFolder(new URL("../../knowledge/", import.meta.url).pathname);
    return readKnowledge(files).articles;
  };

  test("contradict one another nowhere", async () => {
    expect(compareNumbers(await load())).toEqual([]);
  });

  test("with one number of one language changed, the change is found: a mutant for each topic", async () => {
    const articles = await load();
    const topics = [...Map.groupBy(articles, ({ articleKey }) => articleKey).values()];
    const missed = topics.flatMap((versions, index) => {
      const victim = versions[(index * 7) % versions.length];
      const match = victim && /(?<![\d.,])(14|30|45|60|90|10|15|20|50)(?![\d.,])/.exec(victim.body);
      if (!victim || !match) return [];
      // One that the article has in another place cannot be told from it.
      const isFree = (number: number) => versions.every(({ body }) => !body.includes(String(number)));
      const wrong = String([6, 7, 8, 9, 11, 13].map((more) => Number(match[0]) + more).find(isFree));
      const body = victim.body.slice(0, match.index) + wrong + victim.body.slice(match.index + match[0].length);
      const found = compareNumbers(versions.map((each) => (each === victim ? { ...each, body } : each)));
      const isFound = found.some(({ language, says }) => language === victim.language && says.includes(wrong));
      return isFound ? [] : [`${victim.language}/${victim.articleKey}: ${match[0]} -> ${wrong}`];
    });
    expect(missed).toEqual([]);
  });
});

test("coverage names missing languages, overdue reviews and too few questions", () => {
  const old = { ...article("en", "x"), reviewedUntil: "2020-01-01" };
  const [row] = checkCoverage(
    [old, { ...article("de", "x"), questions: Array(8).fill("?") }],
    ["en", "de", "fr"],
    "2026-11-22",
  );
  expect(row).toMatchObject({ held: ["en", "de"], missing: ["fr"], stale: ["en"] });
  expect(row?.fewQuestions).toEqual([{ language: "en", count: 0 }]);
});
