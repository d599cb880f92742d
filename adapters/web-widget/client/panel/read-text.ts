/** A small part of Markdown read into a tree: paragraphs, lists, bold, code, https links and citation marks. Nothing else. */
export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "bold"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly url: string }
  /** `after` is the punctuation behind the mark, which must not begin the next line. */
  | { readonly kind: "citation"; readonly number: number; readonly after: string };

export type Block =
  | { readonly kind: "paragraph"; readonly inlines: readonly Inline[] }
  | { readonly kind: "list"; readonly isNumbered: boolean; readonly items: readonly (readonly Inline[])[] };

/** Decides where a link may lead; what is not allowed stays text. */
export type AllowLink = (url: string) => boolean;

const TOKEN =
  /\*\*([^*\n]+)\*\*|`([^`\n]+)`|\[(\d{1,2})\]([.,;:!?。，、！？；：…؟،]*)|\[([^\]\n]{1,200})\]\((https:\/\/[^\s()]+)\)|(https:\/\/[^\s<>"'`]+)/g;
const LIST_ITEM = /^\s*(?:([-*•])|(\d{1,2})[.)])\s+(.*)$/;

export function readText(text: string, allowLink: AllowLink): readonly Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  let list: { kind: "list"; isNumbered: boolean; items: (readonly Inline[])[] } | null = null;
  const endParagraph = () => {
    const joined = paragraph.join("\n").trim();
    if (joined !== "") blocks.push({ kind: "paragraph", inlines: readInlines(joined, allowLink) });
    paragraph = [];
  };
  for (const line of text.split("\n")) {
    const item = LIST_ITEM.exec(line);
    if (item) {
      endParagraph();
      const isNumbered = item[2] !== undefined;
      if (list === null || list.isNumbered !== isNumbered) {
        list = { kind: "list", isNumbered, items: [] };
        blocks.push(list);
      }
      list.items.push(readInlines(item[3] ?? "", allowLink));
      continue;
    }
    list = null;
    if (line.trim() === "") endParagraph();
    else paragraph.push(line);
  }
  endParagraph();
  return blocks;
}

function readInlines(text: string, allowLink: AllowLink): readonly Inline[] {
  const inlines: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > from) inlines.push({ kind: "text", text: text.slice(from, match.index) });
    inlines.push(...readToken(match, allowLink));
    from = match.index + match[0].length;
  }
  if (from < text.length) inlines.push({ kind: "text", text: text.slice(from) });
  return inlines;
}

function readToken(match: RegExpMatchArray, allowLink: AllowLink): readonly Inline[] {
  const [whole, bold, code, citation, after = "", label, url, bare] = match;
  if (bold !== undefined) return [{ kind: "bold", text: bold }];
  if (code !== undefined) return [{ kind: "code", text: code }];
  if (citation !== undefined) return [{ kind: "citation", number: Number(citation), after }];
  if (label !== undefined && url !== undefined) {
    return allowLink(url) ? [{ kind: "link", text: label, url }] : [{ kind: "text", text: whole }];
  }
  // The full stop after an address belongs to the sentence.
  const end = /[.,;:!?)\]。，、！？」』）]+$/u.exec(bare ?? "")?.[0] ?? "";
  const address = (bare ?? "").slice(0, (bare ?? "").length - end.length);
  if (!allowLink(address)) return [{ kind: "text", text: whole }];
  const link: Inline = { kind: "link", text: address, url: address };
  return end === "" ? [link] : [link, { kind: "text", text: end }];
}
