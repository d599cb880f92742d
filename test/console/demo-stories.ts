/** The stories the console is shown with: several languages, urgencies and endings, so that a screen shows its work. */
import pg from "pg";
import type { Instant } from "../../src/contracts/ids.ts";
import type { BuyerStory, ConsoleRig, OpenedStory } from "./console-rig.ts";

const MINUTE_MS = 60_000;

export async function openDemoStories(rig: ConsoleRig): Promise<readonly OpenedStory[]> {
  const now = rig.ports.clock.now();
  const opened = (minutesAgo: number, dueInMinutes: number) => ({
    openedAt: (now - minutesAgo * MINUTE_MS) as Instant,
    firstReplyDueAt: (now + dueInMinutes * MINUTE_MS) as Instant,
  });
  const stories: readonly BuyerStory[] = [
    {
      name: "Lucía Hernández",
      language: "es",
      words: [
        "¿Cuánto tarda el envío a México?",
        "Mi pedido salió hace 15 días y todavía no llega. Quiero hablar con una persona, por favor.",
      ],
      answer: {
        text: "El envío estándar a México tarda entre 7 y 12 días hábiles desde que el pedido sale del almacén. [1]\n\nSi pasan más de 12 días hábiles sin novedades, abrimos una reclamación con el transportista. [2]",
        sources: [
          {
            number: 1,
            articleKey: "shipping-times",
            title: "Plazos de envío por país",
            quote: "México: envío estándar de 7 a 12 días hábiles, exprés de 3 a 5 días hábiles.",
            url: "https://shop.example/es/envios",
          },
          {
            number: 2,
            articleKey: "late-parcels",
            title: "Mi paquete no llega",
            quote: "Pasado el plazo máximo abrimos una reclamación con el transportista en nombre del comprador.",
            url: null,
          },
        ],
      },
      ticket: { ...opened(4, 11), reason: "buyer-asked", priority: "high" },
    },
    {
      name: "أمينة الزهراني",
      language: "ar",
      words: ["مرحبًا", "وصلني المنتج مكسورًا وأريد استبداله أو استرداد المبلغ. رقم الطلب A-10482."],
      ticket: { ...opened(31, -16), reason: "complaint", priority: "urgent" },
    },
    {
      name: "王小明",
      language: "zh",
      words: ["请问这款台灯支持 220V 电压吗？", "页面上没有写，我想确认后再下单。"],
      ticket: { ...opened(12, 3), reason: "no-passage-found" },
    },
    {
      name: null,
      language: "de",
      words: ["Rechnung", "Kann ich die Rechnungsadresse nach der Bestellung noch ändern?"],
      ticket: { ...opened(2, 13), reason: "unclear-twice" },
    },
    {
      name: "Somchai P.",
      language: "th",
      words: ["สวัสดีครับ", "ขอใบกำกับภาษีสำหรับคำสั่งซื้อเมื่อวานได้ไหมครับ"],
      ticket: { ...opened(1, 14), reason: "citation-check-failed" },
    },
  ];
  const done: OpenedStory[] = [];
  for (const story of stories) done.push(await rig.openStory(story));
  await rig.deliver();
  await moveIntoPast(rig, stories, done);
  return done;
}

/** The database stamps messages itself; a queue in which everybody wrote a second ago looks like nothing in life. */
async function moveIntoPast(rig: ConsoleRig, stories: readonly BuyerStory[], opened: readonly OpenedStory[]) {
  const client = new pg.Client({ connectionString: rig.db.superuserUrl });
  await client.connect();
  for (const [at, { conversationId }] of opened.entries()) {
    const openedAt = stories[at]?.ticket?.openedAt ?? rig.ports.clock.now();
    await client.query(
      `update message m set at = to_timestamp($2 / 1000.0) + (seq - (select max(seq) from message where conversation_id = $1)) * interval '1 minute'
       where conversation_id = $1`,
      [conversationId, openedAt],
    );
  }
  await client.end();
}
