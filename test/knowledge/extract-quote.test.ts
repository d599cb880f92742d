/** The stretch of a passage that is quoted. */
import { describe, expect, it } from "vitest";
import { articleWith, indexOf } from "./fixture-base.ts";

const filler = (about: string) =>
  `${about} is looked after by a team of three people in our office. They work from Monday to Friday and read every letter that comes in. `;
const long = [
  filler("Invoicing"),
  filler("Packing"),
  "Cancelled parcels are refunded within nine days. The money goes to the card you used. ",
  filler("Photography"),
  filler("Translation"),
].join("");

describe("a quote", () => {
  it("is the whole passage when that is short", () => {
    const index = indexOf([articleWith({ title: "Refunds", body: "Refunds take nine days. They go to your card." })]);
    expect(index.search({ text: "refunds", language: "en", limit: 1 }).extract?.quote).toBe(
      "Refunds take nine days. They go to your card.",
    );
  });

  it("is a stretch of at most 400 characters that holds the answer, word for word, when the passage is long", () => {
    const index = indexOf([articleWith({ title: "Refunds", body: long })]);
    const { extract } = index.search({ text: "When are cancelled parcels refunded?", language: "en", limit: 1 });
    expect(extract?.passage.text.length).toBeGreaterThan(600);
    expect(extract?.quote).toContain("Cancelled parcels are refunded within nine days.");
    expect(extract?.quote.length).toBeLessThanOrEqual(400);
    expect(extract?.quote).toMatch(/^[A-Z].*[.]$/);
    expect(extract?.passage.text).toContain(extract?.quote ?? "-");
  });

  it("is found in the buyer's language when the question was asked in another", () => {
    const spanish = "Los paquetes cancelados se reembolsan en nueve días. El dinero vuelve a la tarjeta.";
    const index = indexOf([
      articleWith({ key: "refunds", title: "Refunds", body: "Cancelled parcels are refunded within nine days." }),
      articleWith({ key: "refunds", title: "Reembolsos", language: "es", body: spanish }),
    ]);
    expect(index.search({ text: "when are cancelled parcels refunded", language: "es", limit: 1 }).extract?.quote).toBe(
      spanish,
    );
  });

  const inspection =
    "Every parcel that comes back is opened and looked at by two people in our warehouse before anything else is done. ";
  const sections = (refunded: string) =>
    [
      "## Sending a parcel back",
      `${inspection}A refund needs the slip from the box. ${filler("The warehouse")}`,
      "## Money",
      `${refunded} ${filler("The till")}${filler("Accounting")}`,
    ].join("\n\n");

  it("is of two sections when either may be meant, word for word and together at most 400 characters", () => {
    const index = indexOf([
      articleWith({ title: "Parcels", body: sections("A refund to the card takes nine days from the warehouse.") }),
    ]);
    const { extract } = index.search({ text: "refund warehouse", language: "en", limit: 1 });
    const quotes = [extract, extract?.also].map((quoted) => quoted?.quote ?? "");
    expect(extract?.also?.passage.passageId).not.toBe(extract?.passage.passageId);
    expect(quotes.join(" ")).toContain("A refund to the card takes nine days");
    expect(quotes.join(" ")).toContain("A refund needs the slip");
    expect(quotes.join("\n\n").length).toBeLessThanOrEqual(400);
    expect(extract?.passage.text).toContain(extract?.quote ?? "-");
    expect(extract?.also?.passage.text).toContain(extract?.also?.quote ?? "-");
  });

  it("is of one section when the other has little of the question", () => {
    const index = indexOf([articleWith({ title: "Parcels", body: sections("Cards are charged at once.") })]);
    const { extract } = index.search({ text: "slip from the box for a refund", language: "en", limit: 1 });
    expect(extract?.quote).toContain("A refund needs the slip");
    expect(extract?.also).toBeNull();
  });

  it("prefers the sentence with the number where the words say nothing", () => {
    const [before, after] = [["One", "Two", "Three"].map(filler), ["Four", "Five"].map(filler)];
    const body = [...before, "Lamps take 9 days. ", ...after];
    const index = indexOf([articleWith({ title: "Lamps", questions: ["how long"], body: body.join("") })]);
    expect(index.search({ text: "how long", language: "en", limit: 1 }).extract?.quote).toContain("9 days");
  });
});
