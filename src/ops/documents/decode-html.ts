/** A web page to Markdown: what a reader reads, without what a browser runs, shows around it or hides. */
import { type CheerioAPI, load } from "cheerio";
import TurndownService from "turndown";
import type { DecodeOutcome } from "../../contracts/document.ts";
import { type Language, isLanguage } from "../../contracts/language.ts";
import { refuse } from "./refuse.ts";

/** Run, styled, embedded, or standing around the text on every page. */
const NOT_TEXT =
  "script,style,noscript,template,iframe,object,embed,svg,canvas,video,audio,picture,img,form,input,button,select," +
  "textarea,nav,footer,aside,dialog,link,meta,[hidden],[aria-hidden=true],[role=navigation],[role=banner]," +
  "[role=contentinfo],[role=search],.cookie,.cookies,.cookie-banner,.breadcrumb,.breadcrumbs";
/** Beyond this nobody nests on purpose, and every tool behind us would recurse. */
const MAX_DEPTH = 400;
const MAX_LINKS = 2_000;
/** Never closed by most who write them, so they say nothing of depth. */
const CLOSED_BY_ITSELF =
  /^(?:p|li|td|th|tr|dt|dd|option|area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/i;

export interface HtmlOptions {
  /** The page's own address: links are completed with it. */
  readonly url: string | null;
}

export function decodeHtml(html: string, options: HtmlOptions): DecodeOutcome {
  if (isTooDeep(html)) return refuse("damaged");
  const page = load(html);
  const head = readHead(page, options.url);
  const links = readLinks(page, options.url);
  page(NOT_TEXT).remove();
  page("header").has("nav,ul").remove();
  page("*")
    .contents()
    .filter((_, node) => node.type === "comment")
    .remove();
  const main = page("main, article, [role=main]").first();
  const body = main.length > 0 && main.text().trim().length > 200 ? main : page("body");
  writeTablesAsLines(page);
  const markdown = createTurndown()
    .turndown(body.html() ?? "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  if (markdown === "") return refuse("no-text");
  return { kind: "decoded", document: { kind: "pages", ...head, markdown, links } };
}

function readHead(page: CheerioAPI, base: string | null) {
  const title = page("h1").first().text().trim() || page("title").first().text().trim();
  const language = (page("html").attr("lang") ?? "").slice(0, 2).toLowerCase();
  const alternates = page("link[rel=alternate][hreflang]")
    .toArray()
    .flatMap((node) => {
      const url = complete(page(node).attr("href"), base);
      const hreflang = page(node).attr("hreflang") ?? "";
      return url && hreflang !== "" ? [{ language: hreflang.slice(0, 2).toLowerCase(), url }] : [];
    });
  return {
    title: title === "" ? null : title.replace(/\s+/g, " ").slice(0, 300),
    language: isLanguage(language) ? (language as Language) : null,
    canonicalUrl: complete(page("link[rel=canonical]").attr("href"), base),
    alternates: alternates.slice(0, 100),
  };
}

function readLinks(page: CheerioAPI, base: string | null): string[] {
  const found = page("a[href]")
    .toArray()
    .slice(0, MAX_LINKS)
    .flatMap((node) => complete(page(node).attr("href"), base) ?? []);
  return [...new Set(found)];
}

function complete(href: string | undefined, base: string | null): string | null {
  if (href === undefined || base === null) return null;
  const url = URL.parse(href.trim(), base);
  if (!url || !/^https?:$/.test(url.protocol)) return null;
  url.hash = "";
  return url.href;
}

/** A row read aloud: "Germany: 3 to 5 days". A table in Markdown would be quoted with its pipes. */
function writeTablesAsLines(page: CheerioAPI): void {
  for (const table of page("table").toArray().reverse()) {
    const items = page(table)
      .find("tr")
      .toArray()
      .map((row) =>
        page(row)
          .find("th,td")
          .toArray()
          .map((cell) => page(cell).text().replace(/\s+/g, " ").trim())
          .filter((cell) => cell !== ""),
      )
      .filter((cells) => cells.length > 0)
      .map(([first = "", ...others]) => (others.length === 0 ? first : `${first}: ${others.join(", ")}`));
    const list = page("<ul></ul>");
    for (const item of items) list.append(page("<li></li>").text(item));
    page(table).replaceWith(list);
  }
}

function createTurndown(): TurndownService {
  const turndown = new TurndownService({ headingStyle: "atx", bulletListMarker: "-", codeBlockStyle: "fenced" });
  // An address that nobody checked must not come back in an answer: the words of a link are enough.
  turndown.addRule("link-words", { filter: "a", replacement: (content) => content });
  return turndown;
}

function isTooDeep(html: string): boolean {
  let depth = 0;
  for (const [, close, name = ""] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/gi)) {
    if (CLOSED_BY_ITSELF.test(name)) continue;
    depth = Math.max(0, depth + (close ? -1 : 1));
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
