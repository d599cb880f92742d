/** What the program hears: every listed phrase, whole sentences nobody listed, and calm questions it must not mistake. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { LANGUAGES, type Language } from "../../src/contracts/language.ts";
import { parseCues } from "../../src/languages/parse-cues.ts";
import { findCueFaults } from "../../src/routing/cue-lists.ts";
import { type Cue, matchCues } from "../../src/routing/match-cues.ts";
import { loadCues } from "../languages/load-texts.ts";

const book = loadCues();
const SENTENCES = parse(readFileSync(new URL("cue-sentences.yaml", import.meta.url), "utf8")) as Readonly<
  Record<Language, Readonly<Record<"person" | "complaint" | "legal" | "none", readonly string[]>>>
>;
const CUE_OF = {
  person: "person",
  "person-word": "person",
  complaint: "complaint",
  "complaint-word": "complaint",
  problem: "complaint",
  legal: "legal",
  dispute: "dispute",
  authority: "authority",
  press: "press",
  safety: "safety",
  "self-harm": "self-harm",
  urgent: "urgent",
  greeting: "greeting",
  thanks: "thanks",
  goodbye: "goodbye",
  yes: "yes",
  no: "no",
  help: "help",
  stop: "stop",
} as const satisfies Readonly<Record<string, Cue>>;
const TO_A_PERSON: readonly Cue[] = ["person", "complaint", "legal"];

function cuesOf(text: string): ReadonlySet<Cue> {
  return matchCues(text, book).cues;
}

function phrases(language: Language, list: string): readonly string[] {
  return book.get(language)?.[list] ?? [];
}

describe("the cue files", () => {
  test("every language has every list and no other; a gap and a stranger are reported", () => {
    expect(findCueFaults(book)).toEqual([]);
    const { legal: _gone, ...rest } = book.get("vi") ?? {};
    const broken = new Map([...book, ["vi" as const, { ...rest, leagl: ["x"] }]]);
    expect(findCueFaults(broken)).toEqual(["vi: no list legal", "vi: leagl is not a list we know"]);
  });

  test("every language knows at least 15 ways to ask for a person and 20 to complain", () => {
    for (const language of LANGUAGES) {
      expect(phrases(language, "person").length, language).toBeGreaterThanOrEqual(15);
      expect(phrases(language, "complaint").length, language).toBeGreaterThanOrEqual(20);
    }
  });

  test.each(LANGUAGES)("in %s every phrase triggers its cue, plain and as people type", (language) => {
    for (const [list, cue] of Object.entries(CUE_OF)) {
      for (const phrase of phrases(language, list)) {
        const typed = phrase.replaceAll("*", "");
        // "Why is it so late" is a question and a problem at once: it counts when it is shouted.
        if (list !== "problem") expect(cuesOf(typed), `${list}: ${phrase}`).toContain(cue);
        expect(cuesOf(`${typed.toUpperCase()}!!!`), `${list}: ${phrase}`).toContain(cue);
      }
    }
  });

  test("every request for a language is understood as that language", () => {
    for (const language of LANGUAGES) {
      for (const phrase of phrases(language, "language-request")) {
        expect(matchCues(`${phrase}?`, book).languageWanted, `${language}: ${phrase}`).toBe(language);
      }
    }
  });

  test("a file with a fault is refused with the line", () => {
    const parsed = parseCues("person: [agent, 911]\nlegal: []\nyes: [OK]\nno: text");
    expect(parsed.kind === "faulty" && parsed.faults.map((fault) => fault.line)).toEqual([1, 2, 3, 4]);
  });
});

describe("whole sentences", () => {
  const cases = LANGUAGES.flatMap((language) =>
    (["person", "complaint", "legal"] as const).flatMap((cue) =>
      SENTENCES[language][cue].map((sentence) => [language, cue, sentence] as const),
    ),
  );

  test.each(cases)("%s %s: %s", (_language, cue, sentence) => {
    expect(cuesOf(sentence)).toContain(cue);
  });

  test("at least ten hard cases a language give no reason to call a person, and are no small talk", () => {
    for (const language of LANGUAGES) {
      expect(SENTENCES[language].none.length, language).toBeGreaterThanOrEqual(10);
      for (const sentence of SENTENCES[language].none) {
        expect(
          [...cuesOf(sentence)].filter((cue) => cue !== "urgent"),
          sentence,
        ).toEqual([]);
      }
    }
  });

  test.each([
    ["my cup arrived broken", "my cup arrived broken, what do I do", "my cup arrived broken, what do I do??"],
    ["me llegó rota la taza", "me llegó rota la taza, cómo la devuelvo?", "me llegó rota la taza!! qué hago"],
    ["杯子碎了", "杯子碎了怎么办", "杯子碎了怎么办？！"],
    ["カップが割れていました", "カップが割れていました。どうすればいいですか", "割れていました！！どうすれば"],
    ["وصل المنتج تالف وصلني تالف", "وصلني تالف ماذا أفعل", "وصلني تالف!! ماذا أفعل"],
    ["чашка пришла разбитая", "чашка пришла разбитая, как вернуть?", "пришла разбитая!! как вернуть"],
  ])(
    "a problem told in a calm voice is answered, as is a question about it; a shout is a complaint: %s",
    (told, asked, shouted) => {
      expect([...cuesOf(told)]).not.toContain("complaint");
      expect([...cuesOf(asked)]).not.toContain("complaint");
      expect([...cuesOf(shouted)]).toContain("complaint");
    },
  );

  test("the plain questions of the detection set give no cue for a person but where something broke or got lost", () => {
    const texts = parse(
      readFileSync(new URL("../languages/short-sentences.yaml", import.meta.url), "utf8"),
    ) as SentenceSet;
    const total = Object.values(texts).flat().length;
    const taken = Object.values(texts)
      .flat()
      .filter((sentence) => TO_A_PERSON.some((cue) => cuesOf(sentence).has(cue)));
    expect(taken.length).toBeLessThan(total * 0.25);
    expect(
      taken.filter((sentence) => /paypal|talla|taille|größe|iphone|送料|배송비|доставка/iu.test(sentence)),
    ).toEqual([]);
  });
});

type SentenceSet = Readonly<Record<Language, readonly string[]>>;

describe("how people type", () => {
  test.each([
    ["QUIERO HABLAR CON UNA PERSONA", "person"],
    ["quiero hablar   con una\npersona", "person"],
    ["necesito a un agente, por favor.", "person"],
    ["je veux parler à quelqu’un", "person"],
    ["musteri temsilcisine baglanmak istiyorum", "person"],
    ["MÜŞTERİ TEMSİLCİSİ", "person"],
    ["toi muon gap nhan vien", "person"],
    ["ｈｕｍａｎ", "person"],
    ["상담원연결해주세요", "person"],
    ["상담원 연결 해 주세요", "person"],
    ["我 要 人工", "person"],
    ["بالموظف", "person"],
    ["الموظف لو سمحت", "person"],
    ["это МОШЕННИЧЕСТВО!", "complaint"],
    ["😡😡", "complaint"],
    ["👍🏽", "thanks"],
    ["❤️", "thanks"],
  ] as const)("%j is %s", (text, cue) => {
    expect(cuesOf(text)).toContain(cue);
  });

  test.each([
    "humane treatment of animals",
    "reagent grade bottle",
    "Is the personal data form needed?",
    "агентство недвижимости",
    "人工智能灯多少钱",
    "新人优惠怎么领",
    "一人前のサイズはありますか",
  ])("a word inside another word is not that word: %s", (text) => {
    expect([...cuesOf(text)].filter((cue) => TO_A_PERSON.includes(cue))).toEqual([]);
  });

  test("a denial counts only beside what it denies", () => {
    expect(cuesOf("no need for a human")).not.toContain("person");
    expect(cuesOf("I don't want to talk to a person")).not.toContain("person");
    expect(cuesOf("I don't want to talk to your silly bot any more I want to talk to a person")).toContain("person");
    expect(cuesOf("我不想跟机器人说话，转人工")).toContain("person");
  });

  test("a message of 8,000 signs is read within 50 ms, its beginning and its end", () => {
    const middle = "the order is about a lamp and a cup and ".repeat(190);
    matchCues("warm", book);
    const started = performance.now();
    expect(cuesOf(`${middle} I want to talk to a person`)).toContain("person");
    expect(cuesOf("我的订单".repeat(2_000))).toBeDefined();
    expect(cuesOf("ا".repeat(8_000))).toBeDefined();
    expect(performance.now() - started).toBeLessThan(150);
  });

  test("lone surrogates, control characters and nothing at all are no cue", () => {
    for (const text of ["", " ", "\ud83d", "\u0000", "\u202e", "*", "***", "…"]) expect([...cuesOf(text)]).toEqual([]);
  });
});
