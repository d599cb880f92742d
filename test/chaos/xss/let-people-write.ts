/** What people write by hand: buyers on three channels, and what has no schema to be filled by. */
import { randomUUID } from "node:crypto";
import { until } from "../../support/until.ts";
import type { OpenShop } from "./open-shop.ts";
import { packPayloads, type Payload } from "./write-payloads.ts";

const BUYERS = 5;
const LENGTHS = { telegram: 3_900, discord: 1_900, widget: 3_500 } as const;
const WAIT_MS = 120_000;
const MAX_NAME = 60;
const CALLS_A_PERSON = "I want to talk to a person";

export interface WidgetThread {
  readonly token: string;
}

export type Fields = Map<string, Set<number>>;

/** Returns the widget's threads, to be opened in a browser. */
export async function letBuyersWrite(
  shop: OpenShop,
  payloads: readonly Payload[],
  fields: Fields,
): Promise<readonly WidgetThread[]> {
  const names = payloads.filter(({ text }) => text.length <= MAX_NAME);
  const nameOf = (buyer: number) => names[(buyer * 7) % names.length] as Payload;
  const each = Array.from({ length: BUYERS }, (_, buyer) => buyer);
  const widgets = await Promise.all(each.map(() => openWidget(shop.url)));
  const lines = {
    telegram: each.map((buyer) => {
      const person = shop.telegram.buyer(5_000 + buyer, { name: nameOf(buyer).text, languageCode: "en" });
      note(fields, "telegram name", [nameOf(buyer).text]);
      return async (text: string) => person.says(text);
    }),
    discord: each.map((buyer) => {
      const name = nameOf(BUYERS + buyer).text;
      const person = shop.discord.buyer(name, "en-US");
      note(fields, "discord name", [name]);
      return async (text: string) => void person.says(text);
    }),
    widget: widgets.map(({ says }) => says),
  };
  const before = await countMessages(shop);
  let said = 0;
  for (const channel of ["telegram", "discord", "widget"] as const) {
    const texts = packPayloads(payloads, LENGTHS[channel]);
    note(fields, `${channel} message`, texts);
    for (const says of lines[channel]) await says(CALLS_A_PERSON);
    for (const [at, text] of texts.entries()) await lines[channel][at % BUYERS]?.(text);
    said += texts.length + BUYERS;
  }
  await until("every message to be dealt with", async () => (await countMessages(shop)) - before >= said, WAIT_MS);
  return widgets;
}

export function note(fields: Fields, field: string, texts: readonly string[]): void {
  const taken = fields.get(field) ?? new Set<number>();
  for (const text of texts) for (const [, id] of text.matchAll(/q(\d+)q/gu)) taken.add(Number(id));
  fields.set(field, taken);
}

async function countMessages({ database }: OpenShop): Promise<number> {
  const { rows } = await database.query<{ n: string }>("select count(*) n from inbox where settled_at is not null");
  return Number(rows[0]?.n ?? 0);
}

export interface WidgetLine extends WidgetThread {
  says(text: string): Promise<void>;
}

export async function openWidget(url: string): Promise<WidgetLine> {
  const headers = { "content-type": "application/json", origin: url };
  const opened = await fetch(`${url}/channels/web/session`, { method: "POST", headers, body: "{}" });
  const { token } = (await opened.json()) as { token: string };
  return {
    token,
    async says(text) {
      const body = JSON.stringify({ clientMessageId: randomUUID(), locale: "en", text });
      for (;;) {
        const answer = await fetch(`${url}/channels/web/messages`, {
          method: "POST",
          headers: { ...headers, "x-dragoman-session": token },
          body,
        });
        if (answer.ok) return;
        if (answer.status !== 429) throw new Error(`the widget answered ${answer.status}: ${await answer.text()}`);
        await new Promise((resolve) => setTimeout(resolve, Number(answer.headers.get("retry-after") ?? "1") * 1_000));
      }
    },
  };
}

/** Documents of every kind that is text, under names that are none. */
export async function importDocuments(shop: OpenShop, payloads: readonly Payload[], fields: Fields): Promise<void> {
  const text = packPayloads(payloads, 100_000);
  const documents = [
    { ending: "md", body: `# Title ${text[0]}\n\n${text.join("\n\n")}` },
    {
      ending: "html",
      body: `<html><head><title>Hostile</title></head><body><h1>A</h1>${text.join("<hr>")}</body></html>`,
    },
    { ending: "txt", body: text.join("\n\n") },
    {
      ending: "csv",
      body: `question,answer\n${payloads.map(({ text: each }) => `"${each.replaceAll('"', '""')}","x"`).join("\n")}`,
    },
  ];
  for (const [at, { ending, body }] of documents.entries()) {
    const name = `${payloads[at * 11]?.text.replace(/[/\\]/gu, "|")}.${ending}`;
    const query = new URLSearchParams({ name, language: "en" });
    const answer = await fetch(`${shop.url}/console/api/knowledge/import?${query.toString()}`, {
      method: "POST",
      headers: { ...shop.owner.headers, "content-type": "application/octet-stream" },
      body,
    });
    if (!answer.ok) continue;
    note(fields, `imported ${ending}`, [body]);
    note(fields, "imported file's name", [name]);
  }
  await until(
    "the documents to be read",
    async () => {
      const page = await fetch(`${shop.url}/console/api/knowledge/import`, { headers: shop.owner.headers });
      return !/"running"|"waiting"/u.test(await page.text());
    },
    WAIT_MS,
  );
}
