/** What a file is and how it is called: by its bytes, and without what a name can smuggle. */
import { expect, test } from "vitest";
import { fileHeaders } from "../../src/shared/files/file-headers.ts";
import { cleanFileName } from "../../src/shared/files/clean-file-name.ts";
import { sniffMediaType } from "../../src/shared/files/sniff-media-type.ts";
import { groupFiles } from "../../src/outbox/group-files.ts";
import { composeOutbound } from "../../src/outbox/compose-outbound.ts";
import { FILES } from "../../adapters/telegram/encode-files.ts";
import { createRandomIds } from "../../src/ops/random-ids.ts";
import { createToldChannel } from "../support/told-channel.ts";
import { systemClock } from "../support/recording-host.ts";
import { HOSTILE_NAMES, keptOf, PDF, picture, PNG, SVG } from "./sample-files.ts";

test.each([
  [PNG, "image/png"],
  [PDF, "application/pdf"],
  [Buffer.from([0xff, 0xd8, 0xff, 0xe0]), "image/jpeg"],
  [Buffer.from("RIFF....WEBPVP8 "), "image/webp"],
  [Buffer.from("GIF89a"), "image/gif"],
  [SVG, "application/octet-stream"],
  [Buffer.from("<!doctype html><script>alert(1)</script>"), "application/octet-stream"],
  [Buffer.from(" %PDF-1.4 behind a space"), "application/octet-stream"],
  [Buffer.from("RIFF....AVI LIST"), "application/octet-stream"],
  [Buffer.alloc(0), "application/octet-stream"],
])("%#: bytes are what they begin with, and nothing else", (content, mediaType) => {
  expect(sniffMediaType(content)).toBe(mediaType);
});

test.each(HOSTILE_NAMES)(
  "a file called %j gets a name that is one line, without a path, and has its type's ending",
  (name) => {
    const clean = cleanFileName(name, "image/png");
    expect(clean).toMatch(/^[^/\\"\r\n\0\u202E:*?<>|;%]{1,96}\.png$/u);
    expect(clean.startsWith(".")).toBe(false);
    const headers = fileHeaders({ name: clean, mediaType: "image/png", bytes: 1 });
    expect(headers["content-disposition"]).toMatch(/^inline; filename="[\x20-\x7e]+"; filename\*=UTF-8''[\w.%~!-]+$/u);
    // Taken by a real implementation of headers, which refuses what could split one.
    expect(new Headers(headers).get("content-disposition")).toBe(headers["content-disposition"]);
  },
);

test("a name keeps what people need of it", () => {
  expect(cleanFileName("Rechnung Nr. 7.PDF", "application/pdf")).toBe("Rechnung Nr. 7.pdf");
  expect(cleanFileName("invoice.exe", "application/pdf")).toBe("invoice.exe.pdf");
  expect(cleanFileName("领收书 №7.pdf", "application/pdf")).toBe("领收书 №7.pdf");
  expect(cleanFileName("notes.docx", "application/octet-stream")).toBe("notes.docx");
});

test("pictures are shown, a PDF is a download, and what we do not know is bytes; nothing of it runs", () => {
  const face = (mediaType: string) => fileHeaders({ name: "a", mediaType, bytes: 3 });
  expect(face("image/png")).toMatchObject({ "content-type": "image/png", "x-content-type-options": "nosniff" });
  expect(face("application/pdf")["content-disposition"]).toMatch(/^attachment;/u);
  for (const mediaType of ["image/svg+xml", "text/html", "application/octet-stream"]) {
    expect(face(mediaType)).toMatchObject({
      "content-type": "application/octet-stream",
      "content-disposition": expect.stringMatching(/^attachment;/u),
      "content-security-policy": expect.stringContaining("sandbox"),
    });
  }
});

const photo = (number: number, bytes = 100) => keptOf(picture(bytes, number), `${number}.png`, "image/png");
const document = keptOf(PDF, "terms.pdf", "application/pdf");

test("files go in their order, those that are shown alike together, and never more than one message takes", () => {
  const names = (files: Parameters<typeof groupFiles>[0]) =>
    groupFiles(files, FILES).map((group) => group.map(({ name }) => name));
  expect(names([photo(1), photo(2), document, photo(3)])).toEqual([["1.png", "2.png"], ["terms.pdf"], ["3.png"]]);
  expect(names(Array.from({ length: 12 }, (_, at) => photo(at)))).toHaveLength(2);
  // Too large for a photo, so it goes as a document.
  expect(FILES.groupOf({ ...photo(1), bytes: 10_000_001 })).toBe("document");
  const large = { ...document, bytes: 30_000_000 };
  expect(names([large, large])).toEqual([["terms.pdf"], ["terms.pdf"]]);
});

test("words stand with the first files, or before them when they are too long; each message has its own name", () => {
  const ids = createRandomIds(systemClock);
  const { adapter } = createToldChannel({ files: FILES, maxTextLength: 4_096 });
  const say = (text: string, files = [photo(1), document]) =>
    composeOutbound(
      { cause: { kind: "agent", draftKey: "d" }, speaker: "agent", text, language: "en", files },
      adapter.capabilities,
      ids,
    );
  expect(say("hello").map(({ text, files }) => [text, files?.length ?? 0])).toEqual([
    ["hello", 1],
    ["", 1],
  ]);
  expect(say("x".repeat(1_000)).map(({ text, files }) => [text.length, files?.length ?? 0])).toEqual([
    [1_000, 0],
    [0, 1],
    [0, 1],
  ]);
  expect(say("", [document]).map(({ text }) => text)).toEqual([""]);
  const again = say("hello");
  expect(new Set(again.map(({ outboundId }) => outboundId)).size).toBe(2);
  expect(say("hello").map(({ outboundId }) => outboundId)).toEqual(again.map(({ outboundId }) => outboundId));
});
