/** Documents from elsewhere: what is read of them, and that nothing they are can hurt us. */
import { afterAll, describe, expect, test } from "vitest";
import type { DecodedDocument, DecodeOutcome } from "../../../src/contracts/document.ts";
import { createDocumentReader, READER_LIMITS } from "../../../src/ops/documents/create-document-reader.ts";
import { makeDocx, makePdf } from "./make-documents.ts";

const reader = createDocumentReader();
afterAll(() => reader.close());

const bytesOf = (text: string, encoding: BufferEncoding = "utf8"): Uint8Array => Buffer.from(text, encoding);
const read = (name: string, bytes: Uint8Array, contentType?: string): Promise<DecodeOutcome> =>
  reader.read({ name, bytes, ...(contentType === undefined ? {} : { contentType }) });

async function pagesOf(
  name: string,
  bytes: Uint8Array,
  contentType?: string,
): Promise<Extract<DecodedDocument, { kind: "pages" }>> {
  const outcome = await read(name, bytes, contentType);
  if (outcome.kind !== "decoded" || outcome.document.kind !== "pages") throw new Error(JSON.stringify(outcome));
  return outcome.document;
}

async function rowsOf(name: string, bytes: Uint8Array): Promise<Extract<DecodedDocument, { kind: "rows" }>> {
  const outcome = await read(name, bytes);
  if (outcome.kind !== "decoded" || outcome.document.kind !== "rows") throw new Error(JSON.stringify(outcome));
  return outcome.document;
}

const PAGE = `<!doctype html><html lang="es-MX"><head><title>Tienda</title><link rel="canonical" href="/envios">
<link rel="alternate" hreflang="en" href="https://shop.example/en/shipping"><style>p{color:red}</style></head><body>
<nav><a href="/otra">Otra página</a></nav><main><h1>Envíos</h1><p onclick="steal()">Tardan <b>7 días</b> a México, como mucho, desde
que el paquete sale del almacén. Si hay un feriado, cuenta un día más. Los fines de semana no se entregan paquetes en ninguna parte.</p>
<script>alert(1)</script><!-- secreto --><h2>Precio</h2><table><tr><th>País</th><th>Precio</th></tr><tr><td>México</td><td>9 USD</td></tr></table>
<p><a href="javascript:alert(1)">Ayuda</a><img src="https://evil.example/x.png"></p></main><footer>© 2026</footer></body></html>`;

describe("a web page", () => {
  test("is read as a person reads it: headings, words and tables, without what runs or stands around", async () => {
    const page = await pagesOf("https://shop.example/envios?x=1", bytesOf(PAGE), "text/html");
    expect(page).toMatchObject({ title: "Envíos", language: "es", canonicalUrl: "https://shop.example/envios" });
    expect(page.alternates).toEqual([{ language: "en", url: "https://shop.example/en/shipping" }]);
    expect(page.markdown).toContain("# Envíos");
    expect(page.markdown).toMatch(/7 días/);
    expect(page.markdown).toContain("México: 9 USD");
    expect(page.markdown).not.toMatch(/alert|steal|secreto|evil|color:red|Otra página|© 2026|javascript/);
    expect(page.links).toContain("https://shop.example/otra");
  });

  test("in Windows-1252 keeps its accents, claimed or not", async () => {
    const html = "<html><body><p>Envío rápido a España — mañana</p></body></html>".replace("—", "-");
    const page = await pagesOf("a.html", bytesOf(html, "latin1"));
    expect(page.markdown).toBe("Envío rápido a España - mañana");
  });

  test("nested a hundred thousand deep is refused, not run out of stack", async () => {
    expect(await read("deep.html", bytesOf("<div>".repeat(100_000)))).toMatchObject({ fault: "damaged" });
    expect((await read("deep2.html", bytesOf(`<x>${"<q>".repeat(50_000)}text`))).kind).toBeDefined();
    expect((await pagesOf("after.html", bytesOf("<p>still here</p>"))).markdown).toBe("still here");
  });
});

describe("a PDF", () => {
  test("is read in lines and headings, without running heads and page numbers", async () => {
    const page = (n: number) => [
      { text: "Harbour and Loom", size: 9, y: 800 },
      { text: `Chapter ${n}`, size: 18, y: 760 },
      { text: `Returns are free for ${n * 10} days after`, size: 11, y: 730 },
      { text: "delivery.", size: 11, y: 716 },
      { text: `${n} / 3`, size: 9, y: 30 },
    ];
    const read = await pagesOf("returns.pdf", makePdf([page(1), page(2), page(3)]));
    expect(read.markdown).toContain("# Chapter 2");
    expect(read.markdown).toContain("Returns are free for 20 days after delivery.");
    expect(read.markdown).not.toMatch(/Harbour and Loom|2 \/ 3/);
  });

  test.each<[string, Uint8Array, string]>([
    ["cut in half", makePdf([[{ text: "x", size: 11, y: 700 }]]).subarray(0, 120), "damaged"],
    ["of noise", bytesOf(`%PDF-1.4\n${"\u0001ab".repeat(5_000)}`), "damaged"],
    ["without text", makePdf([[]]), "no-text"],
  ])("%s is refused with a reason", async (_name, bytes, fault) => {
    expect(await read("x.pdf", bytes)).toMatchObject({ kind: "refused", fault });
  });
});

describe("a Word document", () => {
  test("is read with its headings", async () => {
    const docx = makeDocx([{ text: "Warranty", style: "Heading1" }, { text: "24 months from delivery." }]);
    expect((await pagesOf("w.docx", docx)).markdown).toContain("24 months from delivery.");
  });

  test("that would unpack to gigabytes is refused before it is unpacked", async () => {
    const bomb = makeDocx([{ text: "x" }], { "word/media/a.bin": new Uint8Array(150_000_000) });
    expect(bomb.byteLength).toBeLessThan(1_000_000);
    expect(await read("bomb.docx", bomb)).toMatchObject({ fault: "expands-too-much" });
  });

  test("that is another kind of ZIP, or none, is named so", async () => {
    const other = makeDocx([{ text: "x" }]).slice();
    expect(await read("a.docx", Buffer.from(other).subarray(0, 200))).toMatchObject({ fault: "damaged" });
  });
});

describe("a table", () => {
  test("gives questions and answers, whatever separates them and whatever encoding it is in", async () => {
    const text = 'Pregunta;Respuesta;Idioma\n¿Cuánto cuesta?;"9 USD; una vez";es\n;vacía;es\n';
    for (const bytes of [bytesOf(text), bytesOf(text, "latin1"), bytesOf(`\uFEFF${text}`, "utf16le")]) {
      const { rows, skipped } = await rowsOf("faq.csv", bytes);
      expect(rows).toMatchObject([{ question: "¿Cuánto cuesta?", answer: "9 USD; una vez", language: "es", line: 2 }]);
      expect(skipped).toMatchObject([{ reason: "it has no question" }]);
    }
  });

  test("keeps no formula", async () => {
    const { rows } = await rowsOf(
      "f.csv",
      bytesOf('question,answer\nHow much?,"=HYPERLINK(""http://x"")"\nWhy?,@SUM(A1)\n'),
    );
    expect(rows.map(({ answer }) => answer.charAt(0))).toEqual(["H", "S"]);
  });

  test("without the two columns says which are needed, and one endless cell is refused", async () => {
    expect(await read("t.csv", bytesOf("name,price\nlamp,3\n"))).toMatchObject({ fault: "no-question-column" });
    expect(await read("c.csv", bytesOf(`question,answer\n"${"x".repeat(15_000_000)}`))).toMatchObject({
      kind: "refused",
    });
  });
});

describe("whatever comes", () => {
  test.each<[string, Uint8Array, string]>([
    ["a picture named page.html", bytesOf(`\u0089PNG\r\n\u001a\n${"\0\u0001".repeat(500)}`, "latin1"), "unknown-kind"],
    ["an empty file", new Uint8Array(), "no-text"],
    ["a file of 200 MB", new Uint8Array(200 * 1024 * 1024), "too-large"],
    ["more than is allowed", new Uint8Array(READER_LIMITS.maxBytes + 1), "too-large"],
  ])("%s is refused", async (_name, bytes, fault) => {
    expect(await read("page.html", bytes)).toMatchObject({ kind: "refused", fault });
  });

  test("a reader that hangs or eats memory is ended, and the next document is read", async () => {
    const small = createDocumentReader({ ...READER_LIMITS, timeoutMs: 30 });
    const slow = await small.read({ name: "a.html", bytes: bytesOf(`<p>${"word ".repeat(900_000)}</p>`) });
    expect(slow).toMatchObject({ fault: "too-slow" });
    await small.close();
    const tight = createDocumentReader({ ...READER_LIMITS, maxRssBytes: 40_000_000 });
    expect(await tight.read({ name: "a.html", bytes: bytesOf(`<p>${"word ".repeat(900_000)}</p>`) })).toMatchObject({
      fault: "too-much-memory",
    });
    await tight.close();
    expect((await pagesOf("b.txt", bytesOf("hello"))).markdown).toBe("hello");
  });

  test("every file with some bytes turned or cut off is read or refused, never the end of us", async () => {
    const files: [string, Uint8Array][] = [
      ["a.pdf", makePdf([[{ text: "Returns within 30 days", size: 11, y: 700 }]])],
      ["a.docx", makeDocx([{ text: "Returns within 30 days" }])],
      ["a.html", bytesOf(PAGE)],
      ["a.csv", bytesOf("question,answer\na,b\n")],
    ];
    let seed = 7;
    const next = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let round = 0; round < 60; round += 1) {
      const [name, original] = files[round % files.length] ?? ["", new Uint8Array()];
      const bytes = Uint8Array.from(original);
      for (let n = 0; n < 8; n += 1) bytes[next(bytes.length)] = next(256);
      const outcome = await read(name, round % 3 === 0 ? bytes.subarray(0, next(bytes.length)) : bytes);
      expect(["decoded", "refused"]).toContain(outcome.kind);
    }
  });
});
