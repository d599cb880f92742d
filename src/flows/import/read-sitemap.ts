/** What a sitemap and a robots.txt say: addresses to look at, and which of them the site asks us to leave alone. */

export type Sitemap =
  | { readonly kind: "index"; readonly sitemaps: readonly string[] }
  | { readonly kind: "pages"; readonly pages: readonly string[] };

const MAX_ENTRIES = 50_000;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Lenient: anything with `<loc>` in it, or one address a line. */
export function readSitemap(text: string): Sitemap {
  const found: string[] = [];
  for (const [, address = ""] of text.matchAll(/<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]+)/gi)) {
    found.push(address.replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole));
    if (found.length >= MAX_ENTRIES) break;
  }
  if (found.length === 0)
    found.push(
      ...text
        .split(/\s+/)
        .filter((line) => /^https?:\/\//.test(line))
        .slice(0, MAX_ENTRIES),
    );
  const unique = [...new Set(found)];
  return /<sitemapindex[\s>]/i.test(text) ? { kind: "index", sitemaps: unique } : { kind: "pages", pages: unique };
}

/** RFC 9309: the longest rule that fits decides, allow before disallow; ours is the group of "dragoman", else of "*". */
export function readRobots(text: string): (url: string) => boolean {
  const groups = new Map<string, { readonly allow: boolean; readonly pattern: RegExp; readonly length: number }[]>();
  let agents: string[] = [];
  let isNaming = false;
  for (const line of text.slice(0, 500_000).split(/\r?\n/)) {
    const [, field = "", value = ""] = /^\s*([a-z-]+)\s*:\s*([^#]*)/i.exec(line) ?? [];
    const name = field.toLowerCase();
    if (name === "user-agent") {
      agents = isNaming ? [...agents, value.trim().toLowerCase()] : [value.trim().toLowerCase()];
      isNaming = true;
      for (const agent of agents) groups.set(agent, groups.get(agent) ?? []);
    } else if (name === "allow" || name === "disallow") {
      isNaming = false;
      const path = value.trim();
      if (path === "") continue;
      const rule = { allow: name === "allow", pattern: toPattern(path), length: path.length };
      for (const agent of agents) groups.get(agent)?.push(rule);
    }
  }
  const rules = (groups.get("dragoman") ?? groups.get("*") ?? []).toSorted(
    (one, other) => other.length - one.length || Number(other.allow) - Number(one.allow),
  );
  return (url) => {
    const parsed = URL.parse(url);
    const path = parsed ? parsed.pathname + parsed.search : url;
    return rules.find(({ pattern }) => pattern.test(path))?.allow ?? true;
  };
}

function toPattern(path: string): RegExp {
  const isWhole = path.endsWith("$");
  const parts = (isWhole ? path.slice(0, -1) : path)
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  // Neighbouring stars are one: two of them could make the match slow.
  return new RegExp(`^${parts.filter((part, at) => at === 0 || part !== "").join(".*")}${isWhole ? "$" : ""}`);
}
