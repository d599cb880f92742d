/** The document as a page that people can read: no script, nothing from elsewhere. */
import type { ApiRoute } from "./api-route.ts";

/** For the policy of the page: this style and no other. */
export const API_PAGE_STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
code,pre{font-family:ui-monospace,monospace;font-size:.9em}li{margin:.3rem 0}h2{margin-top:2rem}
.method{display:inline-block;min-width:4.5em;font-weight:600}.scope{opacity:.75}`;

export function writeApiPage(routes: readonly ApiRoute[], description: string): string {
  const rows = routes.map(
    ({ method, path, summary, scope }) =>
      `<li><code><span class="method">${method}</span> /api/v1${escape(path)}</code><br>${escape(summary)}${
        scope === null ? "" : ` <span class="scope">(<code>${scope}</code>)</span>`
      }</li>`,
  );
  const paragraphs = description.split("\n\n").map((paragraph) => `<p>${formatCode(escape(paragraph))}</p>`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Dragoman API</title>
<meta name="viewport" content="width=device-width"><style>${API_PAGE_STYLE}</style></head><body><main>
<h1>Dragoman API</h1>${paragraphs.join("\n")}
<p>The whole document with every field: <a href="openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<h2>Addresses</h2><ul>${rows.join("\n")}</ul>
<h2>A first call</h2><pre>curl -H "Authorization: Bearer $KEY" https://your.shop.example/api/v1/tickets?status=waiting</pre>
</main></body></html>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function formatCode(text: string): string {
  return text.replace(/`([^`]+)`/gu, "<code>$1</code>");
}
