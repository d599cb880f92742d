/** What no article answers and no cue catches, in every language: only then a model is offered the tools. */
import type { Language } from "../../../src/contracts/language.ts";

export const DOUBTS: Readonly<Record<Language, string>> = {
  en: "any chance that thing gets to me before the weekend party?",
  es: "¿habrá suerte con eso antes de la fiesta del sábado?",
  fr: "est-ce que ça passera avant la fête de samedi ?",
  de: "klappt das wohl noch vor der Feier am Samstag?",
  it: "ce la facciamo prima della festa di sabato?",
  pt: "será que dá tempo antes da festa de sábado?",
  ru: "успеем ли до субботнего праздника?",
  tr: "cumartesi kutlamasına yetişir mi acaba?",
  id: "kira-kira sempat sebelum pesta hari Sabtu?",
  vi: "liệu có kịp trước bữa tiệc thứ bảy không?",
  zh: "星期六的聚会之前来得及吗？",
  ja: "土曜日のパーティーに間に合うでしょうか？",
  ko: "토요일 파티 전에 될까요?",
  ar: "هل سنلحق قبل حفلة السبت؟",
  th: "จะทันก่อนงานเลี้ยงวันเสาร์ไหม",
};
