/** Whole conversations as people read them, line by line. `npm run golden` rewrites them; the difference is reviewed. */
import { readFile, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { TimelineMessage } from "../../src/contracts/message.ts";
import { type Buyer, createBuyer } from "../support/buyer.ts";
import { createDesk, type Desk } from "../support/desk.ts";
import { openStoryRig, type StoryRig } from "../support/story-rig.ts";
import { CANNOT, createToldModel, type ToldModel } from "../support/told-model.ts";

interface Stage {
  readonly rig: StoryRig;
  readonly model: ToldModel;
  readonly mina: Desk;
}

/** A shop of its own per story, so that tickets count from one. */
async function openStage(hasModel: boolean): Promise<Stage> {
  const model = createToldModel();
  const rig = await openStoryRig({ runs: true, model: hasModel ? model : null });
  return { rig, model, mina: await createDesk(rig, "Mina Park") };
}

const STORIES: Readonly<Record<string, { readonly hasModel: boolean; tell(stage: Stage): Promise<Buyer> }>> = {
  "es-question-and-person": {
    hasModel: false,
    async tell({ rig, mina }) {
      const buyer = createBuyer(rig, { locale: "es-MX", name: "Ana" });
      await buyer.says("/start").getsNotice("greeting");
      await buyer.says("¿Cuánto tarda el envío a México?").gets(/7 a 12/).citing("shipping-times");
      await buyer.says("gracias").getsNotice("thanks-reply");
      await buyer.says("quiero hablar con una persona").getsNotice("handoff-opened");
      await mina.takes(buyer);
      await buyer.hearsNotice("agent-joined");
      await buyer.says("mi pedido es el 4711");
      await rig.quiet();
      await mina.replies(buyer, "Hola Ana, su paquete salió ayer de nuestro almacén.");
      await buyer.hears(/almacén/);
      await mina.resolves(buyer);
      await buyer.hearsNotice("ticket-resolved");
      await buyer.says("¿Cómo puedo pagar?").gets(/./).citing("payment-methods");
      return buyer;
    },
  },
  "ar-complaint": {
    hasModel: false,
    async tell({ rig, mina }) {
      const buyer = createBuyer(rig, { locale: "ar-SA", name: "ليلى" });
      await buyer.says("مرحبا").getsNotice("greeting");
      await buyer.says("لم يصلني الطرد وأنا غاضبة جدا، هذه شكوى").getsNotice("handoff-complaint");
      await buyer.sends({ kind: "image", externalKey: "photo-1", altText: "" });
      await rig.quiet();
      await mina.replies(buyer, "نعتذر بشدة، سنرسل طردا جديدا اليوم.");
      await buyer.hears(/طردا/);
      await mina.releases(buyer, "assistant");
      await buyer.hearsNotice("returned-to-assistant");
      await buyer.says("كم يستغرق التوصيل؟").gets(/./).citing("shipping-times");
      return buyer;
    },
  },
  "zh-clarify": {
    hasModel: true,
    async tell({ rig, model }) {
      const buyer = createBuyer(rig, { locale: "zh-CN", name: "小李" });
      model.says(CANNOT);
      await buyer.says("我的包裹什么时候到").getsNotice("clarify-question");
      await buyer.presses("article:").gets(/./);
      model.says(CANNOT, CANNOT);
      await buyer.says("我的包裹什么时候到").getsNotice("clarify-question");
      await buyer.says("我的包裹什么时候到").getsNotice("clarify-question");
      await buyer.presses("none").getsNotice("handoff-opened");
      return buyer;
    },
  },
};

describe("a conversation reads as it was approved", () => {
  test.each(Object.entries(STORIES))("%s", async (name, { hasModel, tell }) => {
    const stage = await openStage(hasModel);
    try {
      const buyer = await tell(stage);
      await stage.rig.quiet();
      await expectGolden(name, await transcribe(stage.rig, buyer));
    } finally {
      await stage.rig.close();
    }
  }, 60_000);
});

/** Speaker, language, delivery; then the words, the buttons, the sources. */
async function transcribe(rig: StoryRig, buyer: Buyer): Promise<string> {
  const conversationId = await rig.conversationOf(buyer.threadKey);
  const { shopId } = rig.program.shop;
  const timeline = await rig.ports.conversations.timeline(shopId, conversationId, { limit: 100 });
  return `${timeline.map(writeMessage).join("\n\n")}\n`;
}

function writeMessage(message: TimelineMessage): string {
  const head = [message.speaker, message.language, message.delivery].filter((part) => part !== null).join(" ");
  const files = message.parts.filter((part) => part.kind !== "text" && part.kind !== "choice");
  return [
    `${head}:`,
    ...(message.text === "" ? [] : message.text.split("\n").map((line) => `  ${line}`.trimEnd())),
    ...files.map((part) => `  <${part.kind}>`),
    // The answer's own id is in a thumb's: another at every run.
    ...message.choices.map(({ choiceId, label }) => `  (${choiceId.replace(/^(rate:\w+):\w+$/, "$1")}) ${label}`),
    ...message.sources.map((source) => `  [${source.number}] ${source.title} <${source.articleKey}>`),
  ].join("\n");
}

async function expectGolden(name: string, text: string): Promise<void> {
  const path = new URL(`transcripts/${name}.txt`, import.meta.url);
  if (process.env["GOLDEN"] === "write") await writeFile(path, text);
  expect(text).toBe(await readFile(path, "utf8"));
}
