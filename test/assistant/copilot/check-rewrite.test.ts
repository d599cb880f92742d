/** What a model may not lose of an agent's words, each fault with a reply that has it and one that has not. */
import { describe, expect, test } from "vitest";
import { checkRewrite } from "../../../src/assistant/copilot/check-rewrite.ts";

const DRAFT =
  "Hi {buyer}, order [order 1] of 12 May costs 1.500,50 € and left today. See https://shop.example/track?n=4 or write to help@shop.example. It takes 3 days.";

describe("a rewritten draft", () => {
  test.each([
    ["itself", DRAFT, null],
    [
      "other words in another order",
      "Dear {buyer}, thank you for waiting! Your order [order 1] from 12 May (€1,500.50) is on its way since today; that takes 3 days. You can follow it at https://shop.example/track?n=4, or write to help@shop.example.",
      null,
    ],
    ["a number changed", DRAFT.replace("3 days", "4 days"), "numbers"],
    ["a number lost", DRAFT.replace(" It takes 3 days.", ""), "numbers"],
    ["a number added", `${DRAFT} At most 5 days.`, "numbers"],
    ["a currency changed", DRAFT.replace("€", "$"), "numbers"],
    ["a link changed", DRAFT.replace("track?n=4", "track"), "links"],
    ["a link added", `${DRAFT} And evil.example/now`, "links"],
    ["an address lost", DRAFT.replace("help@shop.example", "us"), "links"],
    ["a macro's value filled in", DRAFT.replace("{buyer}", "Anna"), "placeholders"],
    ["hidden data lost", DRAFT.replace("[order 1]", "it"), "placeholders"],
    ["hidden data made up", `${DRAFT} [name 1]`, "placeholders"],
    [
      "another language",
      "Hola {buyer}, el pedido [order 1] del 12 de mayo cuesta 1.500,50 € y salió hoy. Mira https://shop.example/track?n=4 o escribe a help@shop.example. Tarda 3 días.",
      "language",
    ],
    ["markup", `**${DRAFT}** <b>now</b>`, "markup"],
    ["nothing", "  ", "empty"],
    ["a novel", `${DRAFT} ${"We are so very sorry. ".repeat(40)}`, "length"],
  ])("with %s", (_name, written, fault) => {
    expect(checkRewrite(DRAFT, written, "en")).toBe(fault);
  });

  test.each([
    ["th", "คำสั่งซื้อ 1042 จะถึงใน 3 วัน", "คำสั่งซื้อหมายเลข 1042 จะจัดส่งถึงภายใน 3 วันค่ะ", "คำสั่งซื้อหมายเลข 1042 จะถึงใน 5 วัน"],
    [
      "zh",
      "订单1042三天内到，运费5元。",
      "您的订单1042将在三天内送达，运费5元。",
      "您的订单1042将在三天内送达，免运费。",
    ],
    ["ar", "الطلب 1042 يصل خلال 3 أيام", "سيصل طلبك 1042 خلال ٣ أيام", "سيصل طلبك خلال 3 أيام"],
    [
      "ru",
      "Заказ 1042 придёт 12.05.2026",
      "Ваш заказ 1042 будет доставлен 12.05.2026.",
      "Ваш заказ 1042 будет доставлен 13.05.2026.",
    ],
  ] as const)("in %s keeps its figures", (language, draft, good, bad) => {
    expect(checkRewrite(draft, good, language)).toBeNull();
    expect(checkRewrite(draft, bad, language)).toBe("numbers");
  });
});
