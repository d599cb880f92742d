/** Reads the language off the writing where the writing decides it: kana, Hangul, Thai, Arabic, Cyrillic, Han. */
import type { Language } from "../contracts/language.ts";

export type ScriptFinding =
  | { readonly kind: "language"; readonly language: Language; readonly isSure: boolean }
  /** Han characters that Chinese and Japanese share. */
  | { readonly kind: "han" }
  | { readonly kind: "latin" }
  | { readonly kind: "nothing" };

const SCRIPTS = {
  kana: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu,
  han: /\p{Script=Han}/gu,
  hangul: /\p{Script=Hangul}/gu,
  thai: /\p{Script=Thai}/gu,
  arabic: /\p{Script=Arabic}/gu,
  cyrillic: /\p{Script=Cyrillic}/gu,
  latin: /\p{Script=Latin}/gu,
} as const;

// Written so in one of the two only: simplified forms, pronouns and particles here, forms made in Japan there.
const CHINESE_ONLY =
  /[们这说吗么呢吧啊哪怎很你您妳她谁给让还没钱货单发买卖换时间问题应该开关见现东车报费订购咱俩啥咋领优码业质运达远进过样种备坏块宝红绿颜紧级线维细组给络统职联脑节药蓝视觉计认设证评识诉试话详语误请读调谢贝负财责败账贵赔赠赶转轮软轻载较输边迟适递邮钟银链锁错键际随难预额风馆验這說嗎麼沒錢單與讓發賣價變對應點會來實當國]/u;
const JAPANESE_ONLY =
  /[発売済価対変円払込気検様応駅図単戻拡広険処両働枠営経仮査択録総帰読続]|返品|返金|注文|送料|領収|在庫|到着|荷物|配達|解約|会員|税込/u;

// A sign of these scripts says about as much as so many Latin letters.
const HAN_WEIGHT = 3;
const HANGUL_WEIGHT = 2;
/** A Latin product name in a Thai sentence does not make it English: Latin must outweigh the rest this many times. */
const LATIN_MUST_OUTWEIGH = 4;

export function detectScript(text: string): ScriptFinding {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const kana = count(SCRIPTS.kana);
  const han = count(SCRIPTS.han);
  const latin = count(SCRIPTS.latin);
  const weights = [
    { script: "cjk", weight: (kana + han) * HAN_WEIGHT },
    { script: "ko", weight: count(SCRIPTS.hangul) * HANGUL_WEIGHT },
    { script: "th", weight: count(SCRIPTS.thai) },
    { script: "ar", weight: count(SCRIPTS.arabic) },
    { script: "ru", weight: count(SCRIPTS.cyrillic) },
  ] as const;
  const heaviest = weights.reduce((best, next) => (next.weight > best.weight ? next : best));
  if (heaviest.weight === 0) return latin === 0 ? { kind: "nothing" } : { kind: "latin" };
  if (latin > heaviest.weight * LATIN_MUST_OUTWEIGH) return { kind: "latin" };
  const isSure = heaviest.weight >= latin;
  if (heaviest.script !== "cjk") return { kind: "language", language: heaviest.script, isSure };
  return readHan(text, kana, isSure);
}

function readHan(text: string, kana: number, isSure: boolean): ScriptFinding {
  const isChinese = CHINESE_ONLY.test(text);
  // A single の is fashionable in Chinese shop names.
  if (kana > 1 || (kana === 1 && !isChinese)) return { kind: "language", language: "ja", isSure };
  if (isChinese) return { kind: "language", language: "zh", isSure };
  if (JAPANESE_ONLY.test(text)) return { kind: "language", language: "ja", isSure: false };
  return { kind: "han" };
}
