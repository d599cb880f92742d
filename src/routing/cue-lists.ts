/** The lists of `prompts/cues`; every language has each of them. What they mean: prompts/README.md. */
import type { CueBook } from "../contracts/texts.ts";
import { LANGUAGES } from "../contracts/language.ts";

export const CUE_LISTS = [
  "person",
  "person-word",
  "complaint",
  "complaint-word",
  "problem",
  "grievance",
  "legal",
  "dispute",
  "authority",
  "press",
  "safety",
  "self-harm",
  "urgent",
  "greeting",
  "thanks",
  "goodbye",
  "yes",
  "no",
  "help",
  "stop",
  "language-request",
  "polite",
  "frame",
  "denial",
  "hypothetical",
  "asking",
  "order-status",
  "cancel-order",
  "return-order",
  "refund-order",
  "change-address",
  "coupon-check",
  "product-search",
  "general-question",
  "leave-form",
] as const;

export type CueList = (typeof CUE_LISTS)[number];

/** What a ticket is about and in what mood it was written. Read when one is opened, and never to decide who answers. */
export const TRIAGE_LISTS = [
  "about-wrong-item",
  "about-missing-item",
  "about-damaged",
  "got-other",
  "about-payment",
  "about-order-change",
  "about-refund",
  "about-return",
  "about-account",
  "payment-word",
  "about-delivery",
  "about-product",
  "insult",
  "threat",
] as const;

export type TriageList = (typeof TRIAGE_LISTS)[number];

/** What a score's words say about how a buyer was dealt with. Read afterwards, and never to decide anything. */
export const SERVICE_LISTS = [
  "about-slow",
  "about-unfriendly",
  "about-unsolved",
  "about-misread",
  "about-praise",
] as const;

/** One line a fault, e.g. "th: no list person"; empty when every language has every list and no other. */
export function findCueFaults(book: CueBook): readonly string[] {
  return LANGUAGES.flatMap((language) => {
    const lists = book.get(language);
    if (lists === undefined) return [`${language}: no cues at all`];
    const known: readonly string[] = [...CUE_LISTS, ...TRIAGE_LISTS, ...SERVICE_LISTS];
    return [
      ...known.filter((list) => (lists[list]?.length ?? 0) === 0).map((list) => `${language}: no list ${list}`),
      ...Object.keys(lists)
        .filter((list) => !known.includes(list))
        .map((list) => `${language}: ${list} is not a list we know`),
    ];
  });
}
