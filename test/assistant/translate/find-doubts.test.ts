/** What a translation may not lose, pair by pair; and for each kind a translation that loses it. */
import { describe, expect, test } from "vitest";
import { findAddedAddresses, findDoubts } from "../../../src/assistant/translate/find-doubts.ts";
import type { Language } from "../../../src/contracts/language.ts";

const doubts = (original: string, translation: string, from: Language = "en", to: Language = "es") =>
  findDoubts({ original, translation, from, to }).map(({ kind, value, was }) => `${was} ${kind} ${value}`);

describe("what survives raises no doubt", () => {
  const kept: [string, string, Language, Language][] = [
    ["Order HL-20417783 arrives by 12 March.", "El pedido HL-20417783 llega antes del 12 de marzo.", "en", "es"],
    ["We refund $1,299.50 within 5 days.", "Wir erstatten $1.299,50 innerhalb von 5 Tagen.", "en", "de"],
    ["It came on March 3.", "3月3日に届きました。", "en", "ja"],
    ["包裹3月5日到，一共49.90欧元", "The parcel arrives on March 5, 49.90 euros in all", "zh", "en"],
    [
      "See https://shop.example/returns?x=1 or help@shop.example.",
      "راجع https://shop.example/returns?x=1 أو help@shop.example.",
      "en",
      "ar",
    ],
    ["Hola {buyer}, el pedido {order}", "Hello {buyer}, order {order}", "es", "en"],
    ["Two days, please", "รอ 2 วันนะคะ", "en", "th"],
    ["الطلب رقم ١٢٣٤٥", "Order number 12345", "ar", "en"],
    ["25 euros", "25 €", "en", "fr"],
    ["3 giorni.Grazie mille", "3 days.Thanks a lot", "it", "en"],
  ];
  test.each(kept)("%s -> %s", (original, translation, from, to) => {
    expect(doubts(original, translation, from, to)).toEqual([]);
    expect(findAddedAddresses({ original, translation })).toEqual([]);
  });
});

describe("what is lost or new is said", () => {
  const changed: [string, string, string][] = [
    ["Refund of 49.90 €", "Reembolso de 94,90 €", "lost number 49.9"],
    ["Order HL-20417783", "Pedido HL-20417738", "lost order HL-20417783"],
    ["Order #1001", "Pedido", "lost order #1001"],
    ["See https://shop.example/a", "Vea https://shop.example/b", "lost link https://shop.example/a"],
    ["Write to help@shop.example", "Escriba a ayuda@shop.example", "lost email help@shop.example"],
    ["Hello {buyer}", "Hola comprador", "lost value {buyer}"],
    ["It costs $25", "Cuesta 25 €", "added currency EUR"],
    ["It arrives soon", "Llega en 14 días", "added number 14"],
    ["It arrives on March 3", "Llega el 3 de mayo", ""],
  ];
  test.each(changed.slice(0, -1))("%s -> %s: %s", (original, translation, doubt) => {
    expect(doubts(original, translation)).toContain(doubt);
  });

  test("an address that the original does not have is found, whatever stands around it", () => {
    expect(findAddedAddresses({ original: "hola", translation: "pay at https://evil.example/x now" })).toEqual([
      "https://evil.example/x",
    ]);
    expect(findAddedAddresses({ original: "hola", translation: "write to me@evil.example" })).toEqual([
      "me@evil.example",
    ]);
  });

  test("no more than ten are said", () => {
    const numbers = Array.from({ length: 30 }, (_, at) => 100 + at * 7).join(", ");
    expect(doubts(numbers, "nada")).toHaveLength(10);
  });
});
