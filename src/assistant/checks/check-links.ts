/** An answer may repeat a passage's own links and addresses and nothing else: a link is how stolen text gets out. */
import type { Passage } from "../../contracts/answer.ts";

/** With a scheme; also those that start a program or hold a page in themselves. */
const URLS = /(?:[a-z][a-z0-9+.-]*:\/\/|(?:mailto|tel|tg|javascript|data|vbscript|file|intent):)[^\s<>"'`]*/gi;
const EMAILS = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+/gu;
/** "evil.example/x" becomes a link in most chats. At least two letters on both sides, so that "z.B." is none. */
const DOMAINS = /(?<![\p{L}\p{N}@.-])(?:[\p{L}\p{N}-]{2,}\.)+\p{L}{2,}(?::\d+)?(?:\/[^\s<>"'`]*)?/gu;
/** Addresses made of numbers, also when the number check would let them pass. */
const IP_ADDRESSES = /(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)(?:[:/][^\s]*)?/g;

/** Markup by which a chat or a browser would show something other than the words. `plain` has no marks any more. */
export function hasMarkup(plain: string): boolean {
  return /!\[|\]\s*\(|\]\s*\[|^\s*\[[^\]]+\]:|<\s*[a-z!/]|&#?[a-z0-9]+;|```/iu.test(plain.normalize("NFKC"));
}

export function areLinksProven(plain: string, cited: readonly Passage[]): boolean {
  const allowed = collectAllowed(cited);
  return findAddresses(plain).every((address) => allowed.has(address));
}

/** The passages' own addresses; what their text links to counts only on the same hosts, for a text may be planted. */
function collectAllowed(cited: readonly Passage[]): Set<string> {
  const own = cited.flatMap((passage) => (passage.url === null ? [] : [trimEnd(passage.url.normalize("NFKC"))]));
  const hosts = new Set(own.flatMap((url) => hostOf(url) ?? []));
  const allowed = new Set([...own, ...hosts]);
  for (const passage of cited) {
    for (const address of findAddresses(passage.text)) {
      const host = hostOf(address);
      // An e-mail address opens nothing by itself, and is what the buyer is often told to use.
      if (/^[^/:]+@[^/:]+$/.test(address) || (host !== null && hosts.has(host))) allowed.add(address);
    }
  }
  return allowed;
}

function findAddresses(text: string): string[] {
  // The ideographic full stop separates host labels too, but only between Latin letters is it meant so.
  const plain = text.normalize("NFKC").replace(/(?<=[a-z0-9])[。．｡](?=[a-z0-9])/giu, ".");
  const found: string[] = [];
  let rest = plain;
  for (const pattern of [URLS, EMAILS, IP_ADDRESSES, DOMAINS]) {
    rest = rest.replace(pattern, (address) => {
      found.push(trimEnd(address));
      return " ";
    });
  }
  return found;
}

function trimEnd(address: string): string {
  return address.replace(/[.,;:!?)\]}»”’。，！？、]+$/u, "").replace(/\/$/, "");
}

function hostOf(address: string): string | null {
  const match = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/:?#@\s]+)(?:[:/?#]|$)/i.exec(address);
  return match?.[1]?.toLowerCase() ?? null;
}
