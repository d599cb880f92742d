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
});
