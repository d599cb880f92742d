/**
 * Stands between one conversation and a model: personal data go in as placeholders such as `[email 1]` and come out as
 * themselves, and only what went in here comes out here. Made anew for each turn; nothing of it is stored or logged.
 */
import { stripInvisible } from "../prompt/fence-text.ts";
import { findPersonal, type KnownValue, PERSONAL_KINDS, type PersonalKind } from "./find-personal.ts";
import { readPlainly } from "./read-plainly.ts";

export interface PersonalVault {
  /** What a model may see of a text. The same thing has the same placeholder in every text of the conversation. */
  hide(text: string): string;
  /**
   * A reply with a private sign for each placeholder, so that checks see neither placeholder nor value. Null when the
   * reply holds a placeholder that this conversation does not have, or one that may not be shown.
   */
  mark(reply: string): string | null;
  /** The values in the place of the signs. Only for text that goes to the buyer of this conversation. */
  restore(marked: string): string;
  /** The values in the place of placeholders: for a tool's arguments, which never reach a screen. */
  reveal(text: string): string;
}

export interface VaultOptions {
  /** From the contact and from the orders that this buyer may see. */
  readonly known?: readonly KnownValue[];
  /** True while tools are offered, which need the number. */
  readonly keepsOrders?: boolean;
}

interface Kept {
  readonly kind: PersonalKind;
  readonly value: string;
}

/** Any brackets, case and spacing: models write placeholders as they like. */
const PLACEHOLDER = new RegExp(
  String.raw`\\?[[({<【［〔]{1,2}\s*(${PERSONAL_KINDS.join("|")})\s*[-_#:]?\s*(\d{1,3})\s*\\?[\])}>】］〕]{1,2}`,
  "giu",
);
/** Private signs that nobody types; the outbox knows others of that plane, these are ours. */
const FIRST_SIGN = 0xf1000;
const MAX_KEPT = 500;
const SIGNS = new RegExp(`[${String.fromCodePoint(FIRST_SIGN)}-${String.fromCodePoint(FIRST_SIGN + MAX_KEPT)}]`, "gu");
/** A name may be anything that its owner likes; an address to click on is none that we repeat. */
const PLAIN_NAME = /^[\p{L}\p{M}\p{N}\s'’,#/+()-]+$/u;

export function createPersonalVault(options: VaultOptions = {}): PersonalVault {
  const kept: Kept[] = [];
  const places = new Map<string, number>();
  const known = (options.known ?? []).map(({ kind, value }) => ({ kind, value: stripInvisible(value).slice(0, 200) }));

  function keep(kind: PersonalKind, key: string, value: string): string {
    let at = places.get(key);
    if (at === undefined) {
      at = Math.min(kept.length, MAX_KEPT);
      if (at < MAX_KEPT) kept.push({ kind, value });
      places.set(key, at);
    }
    return placeholderOf(at, kind);
  }

  /** Counted per kind: the second address is `[email 2]`, whatever stands between. */
  function placeholderOf(at: number, kind: PersonalKind): string {
    const number = kept.slice(0, at + 1).filter((each) => each.kind === kind).length;
    return `[${kind} ${number}]`;
  }

  function find(kind: string, number: string): number {
    let left = Number(number);
    return kept.findIndex((each) => each.kind === kind.toLowerCase() && (left -= 1) === 0);
  }

  return {
    hide(text) {
      const clean = defusePlaceholders(stripInvisible(text));
      let hidden = "";
      let end = 0;
      for (const span of findPersonal(clean, known)) {
        if (span.kind === "order" && options.keepsOrders) continue;
        hidden += clean.slice(end, span.start) + keep(span.kind, span.key, clean.slice(span.start, span.end));
        end = span.end;
      }
      return hidden + clean.slice(end);
    },
    mark: (reply) => markReply({ reply, kept, find }),
    restore: (marked) => marked.replace(SIGNS, (sign) => kept[(sign.codePointAt(0) ?? 0) - FIRST_SIGN]?.value ?? ""),
    reveal: (text) => replacePlaceholders(text, (kind, number, whole) => kept[find(kind, number)]?.value ?? whole),
  };
}

interface Marking {
  readonly reply: string;
  readonly kept: readonly Kept[];
  find(kind: string, number: string): number;
}

function markReply({ reply, kept, find }: Marking): string | null {
  let isKnown = true;
  const marked = replacePlaceholders(reply.replace(/\p{Co}/gu, ""), (kind, number) => {
    const at = find(kind, number);
    const found = kept[at];
    if (!found || !mayBeShown(found)) isKnown = false;
    return String.fromCodePoint(FIRST_SIGN + Math.max(at, 0));
  });
  return isKnown ? marked : null;
}

/** Somebody who types `[email 1]`, or plants it in an article, shall not have it filled in. */
export function defusePlaceholders(text: string): string {
  return replacePlaceholders(text, (kind, number) => `${kind} ${number}`);
}

function replacePlaceholders(text: string, put: (kind: string, number: string, whole: string) => string): string {
  const view = readPlainly(text);
  let result = "";
  let end = 0;
  for (const match of view.text.matchAll(PLACEHOLDER)) {
    const [from, to] = view.place(match.index, match.index + match[0].length);
    result += text.slice(end, from) + put(match[1] ?? "", match[2] ?? "", text.slice(from, to));
    end = to;
  }
  return result + text.slice(end);
}

/** Cards, bank accounts and numbers of the state are repeated to nobody, not even to who typed them. */
function mayBeShown({ kind, value }: Kept): boolean {
  switch (kind) {
    case "card":
    case "iban":
    case "id":
      return false;
    case "email":
      return !/[/:?<>]/u.test(value);
    case "name":
    case "address":
    case "postcode":
    case "order":
    case "phone":
      return PLAIN_NAME.test(value.replaceAll(". ", " "));
  }
}
