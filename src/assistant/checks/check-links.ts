/** An answer may repeat a passage's own links and addresses and nothing else: a link is how stolen text gets out. */
import type { Passage } from "../../contracts/answer.ts";

/** With a scheme, also a broken one that people mend by hand, and those that start a program or hold a page in themselves. */
const URLS =
  /(?:[a-z][a-z0-9+.-]*\s?:\s?(?:\/\/|\\\\|\/\\)|(?:mailto|tel|sms|tg|whatsapp|intent|javascript|data|vbscript|file|blob|view-source|discord|geo|market):|(?<![\w:])\/\/(?=[\p{L}\p{N}]))[^\s<>"'`]*/giu;
const EMAILS = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+/gu;
/** Telegram and Discord open a person or a room by these. */
const MENTIONS = /(?<![\p{L}\p{N}._%+-])@[a-z_][\w.]{2,}/giu;
/** "evil.example/x" becomes a link in most chats. At least two letters on both sides, so that "z.B." is none. */
const DOMAINS =
  /(?<![\p{L}\p{N}@.-])(?:[\p{L}\p{M}\p{N}_-]{2,}\.)+(?:xn--[a-z0-9-]+|\p{L}[\p{L}\p{M}]+)(?::\d+)?(?:[/?#][^\s<>"'`]*)?/giu;
/** "t.me/x": a label of one letter counts before a path or in front of an ending that is nobody's abbreviation. */
const SHORT_DOMAINS =
  /(?<![\p{L}\p{N}@.-])[\p{L}\p{N}](?:\.[\p{L}\p{N}-]+)*\.(?:\p{L}{2,}\/[^\s<>"'`]*|(?:com|net|org|me|co|ly|gg|io|to|cc|tv|gl|im|app|link|shop)(?![\p{L}\p{N}]))/giu;
/** Addresses made of numbers, also when the number check would let them pass. */
const IP_ADDRESSES = /(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)(?:[:/][^\s]*)?|\[[0-9a-f:]*:[0-9a-f:.]+\]/gi;
/** Dots of other scripts and signs that browsers read as dots, or that people do. */
const ODD_DOTS = /(?<=[\p{L}\p{N}])[。．｡․‧∙•·・‚⸳ㆍ۔܁](?=[\p{L}\p{N}])/gu;
/** "evil[.]example", "evil (dot) example": written for people to put together. */
const SPELT_DOTS =
  /\s?[[({]\s?(?:\.|dot|punto|point|ponto|punkt|点|點|точка|نقطة|nokta|titik|chấm|จุด|점|ドット)\s?[\])}]\s?/giu;
const SPACED_DOTS =
  /(?<=[a-z0-9])\s?\.\s(?=(?:com|net|org|info|biz|io|me|ru|cn|xyz|top|shop|site|online|link|app|example|ly|co)(?![\p{L}\p{N}]))/giu;
/** "evil dot com" in so many words. */
const WORDED_DOTS =
  /(?<=[a-z0-9])\s+(?:dot|punto|point|ponto|punkt|точка|nokta|titik)\s+(?=[a-z]{2,10}(?![\p{L}\p{N}]))/giu;
const ADDRESSES = [URLS, EMAILS, IP_ADDRESSES, DOMAINS, SHORT_DOMAINS, MENTIONS];
const MAX_DECODED = 3;

const MARKUP =
  /!\s?\[|\]\s*\(|\]\s*\[(?!\d)|^\s*\[[^\]]+\]:|<\s*[a-z!/?@#:]|&#?[a-z0-9]+;|```|\[\s*\/?\s*(?:img|url|email|link|html|video|audio|quote|code)\b[^\]]*\]|\[\[|\{\{|\{%|\.\.\s+(?:image|figure|raw)::|\b(?:image|video|link)::?\S+\[|\\(?:href|url|includegraphics|input|write)\b/iu;

/** Markup by which a chat or a browser would show something other than the words. `plain` has no marks any more. */
export function hasMarkup(plain: string): boolean {
  return MARKUP.test(foldDots(plain)) || plain.split("\n").some((line) => MARKUP.test(foldDots(line)));
}

export function areLinksProven(plain: string, cited: readonly Passage[]): boolean {
  const allowed = collectAllowed(cited);
  return readDecoded(plain).every((text) => findAddresses(text).every((address) => allowed.has(address)));
}

/**
 * A name that others gave, a product's for example, as one line without anything to open: addresses and markup are
 * dropped, the words stay.
 */
export function dropAddresses(name: string): string {
  const plain = foldDots(name)
    .replace(/!?\[([^\]]*)\]\s*(?:\([^)]*\)|\[[^\]]*\])/g, "$1")
    .replace(/\.\.\s+(?:image|figure|raw)::|<[^>]*>?|\[\/?(?:img|url|email|video)\b[^\]]*\]|[<>`]|\[\[|\]\]/giu, " ");
  const bare = ADDRESSES.reduce((text, pattern) => text.replace(pattern, " "), plain);
  return bare.replace(/\s+/g, " ").trim();
}

/** The text, and what its percent signs and entities stand for, as often as something is packed in something. */
function readDecoded(plain: string): string[] {
  const texts = [plain];
  for (let at = 0; at < MAX_DECODED; at += 1) {
    const text = texts.at(-1) ?? "";
    const next = text
      .replace(/%([0-7][0-9a-f])/giu, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replace(/\\u\{?00([0-7][0-9a-f])\}?/giu, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    if (next === text) break;
    texts.push(next);
  }
  return texts;
}

/** The passages' own addresses; what their text links to counts only on the same hosts, for a text may be planted. */
function collectAllowed(cited: readonly Passage[]): Set<string> {
  const own = cited.flatMap((passage) => (passage.url === null ? [] : [trimEnd(passage.url.normalize("NFKC"))]));
  const hosts = new Set(own.flatMap((url) => hostOf(url) ?? []));
  const allowed = new Set([...own, ...hosts]);
  for (const passage of cited) {
    for (const address of findAddresses(passage.text)) {
      const host = hostOf(address);
      const mailHost = /^[^/:@]+@([^/:@]+)$/.exec(address)?.[1]?.toLowerCase();
      // The shop's own mail, which the buyer is often told to use; another house's may be planted.
      if (mailHost !== undefined ? isOfHouse(mailHost, hosts) : host !== null && hosts.has(host)) allowed.add(address);
    }
  }
  return allowed;
}

/** A page on www.shop.example or help.shop.example speaks for shop.example. A shop without pages has no house to compare. */
function isOfHouse(mailHost: string, hosts: ReadonlySet<string>): boolean {
  return hosts.size === 0 || [...hosts].some((host) => host === mailHost || host.endsWith(`.${mailHost}`));
}

/** Everything in a text that a chat or a browser would open, as a person would copy it. */
export function listAddresses(text: string): readonly string[] {
  return findAddresses(text);
}

function findAddresses(text: string): string[] {
  const found: string[] = [];
  let rest = foldDots(text);
  for (const pattern of ADDRESSES) {
    rest = rest.replace(pattern, (address) => {
      found.push(trimEnd(address));
      return " ";
    });
  }
  return found;
}

/** Wide letters, invisible signs between letters and every kind of dot, as a browser would read them. */
function foldDots(text: string): string {
  return text
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .normalize("NFKC")
    .replace(/(?<=[a-z0-9])[。．｡](?=[a-z0-9])/giu, ".")
    .replace(ODD_DOTS, (sign, at: number, whole: string) => (/[a-z0-9]/i.test(whole[at - 1] ?? "") ? "." : sign))
    .replace(SPELT_DOTS, ".")
    .replace(SPACED_DOTS, ".")
    .replace(WORDED_DOTS, ".")
    .replace(/\bh(?:xx|\*\*|tt)p(s?)\s?(?:\[:\]|:)/giu, "http$1:");
}

function trimEnd(address: string): string {
  return address.replace(/[.,;:!?)\]}»”’。，！？、]+$/u, "").replace(/\/$/, "");
}

function hostOf(address: string): string | null {
  const match = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/:?#@\s]+)(?:[:/?#]|$)/i.exec(address);
  return match?.[1]?.toLowerCase() ?? null;
}
