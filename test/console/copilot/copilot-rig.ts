/** What a shop with a copilot knows, and what the model was asked. */
import { storeKnowledge } from "../../../src/flows/refresh-knowledge.ts";
import type { OpenAiFake } from "../../fakes/openai/start-openai-fake.ts";
import type { ConsoleRig } from "../console-rig.ts";

/** The prompts since the last look. */
export function takePrompts(fake: OpenAiFake): readonly string[] {
  const asked = fake.journal.splice(0).filter(({ path }) => path === "/v1/chat/completions");
  return asked.map(({ body }) =>
    (body as { readonly messages: readonly { readonly content: string }[] }).messages
      .map(({ content }) => content)
      .join("\n"),
  );
}

const article = (path: string, title: string, questions: readonly string[], body: string) => ({
  path,
  text: `---\ntitle: ${title}\nurl: https://shop.example/${path.slice(3, -3)}\nquestions:\n${questions
    .map((each) => `  - ${each}`)
    .join("\n")}\n---\n${body}\n`,
});

export async function teach({ db, ports, shelves }: ConsoleRig): Promise<void> {
  const files = [
    article(
      "en/shipping.md",
      "Shipping times",
      ["How long does delivery take?", "when will my parcel arrive"],
      "Delivery to Spain takes 3 to 5 working days. Delivery to Mexico takes 7 to 12 working days.",
    ),
    article(
      "es/shipping.md",
      "Plazos de envío",
      ["¿Cuánto tarda el envío?", "cuándo llega mi pedido"],
      "El envío a España tarda de 3 a 5 días laborables. El envío a México tarda de 7 a 12 días laborables.",
    ),
    article(
      "es/warranty.md",
      "Garantía",
      ["¿Qué garantía tiene?", "cuánto dura la garantía"],
      "Todos los productos tienen tres años de garantía desde la entrega.",
    ),
    article(
      "en/warranty.md",
      "Warranty",
      ["How long is the warranty?", "is there a guarantee"],
      "All products have a warranty of three years from delivery.",
    ),
  ];
  await storeKnowledge(db.shop.shopId, files, ports);
  await shelves.fill(db.shop.shopId);
}
