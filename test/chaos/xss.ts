/**
 * Thousands of scripts in every text that a buyer, an agent, a merchant or a program can write, and then every page that
 * shows them, in a real browser: as an agent with the page's policy, whose refusals count, and as the owner without it.
 */
import { randomUUID } from "node:crypto";
import { fillFields, type FindId } from "./xss/fill-fields.ts";
import { type Fields, importDocuments, letBuyersWrite, note } from "./xss/let-people-write.ts";
import { lookAtConsole, lookAtWidget, SEARCHES } from "./xss/look-around.ts";
import { countLive } from "./xss/open-hole.ts";
import { openShop, type OpenShop } from "./xss/open-shop.ts";
import { createWatched, launchBrowser } from "./xss/watch-pages.ts";
import { type Payload, writePayloads } from "./xss/write-payloads.ts";

/** Of all payloads, evenly: enough to know that they would run where a page let them. */
const TRIED_IN_HOLE = 200;

export async function runXss(options: { readonly payloads: number }): Promise<Readonly<Record<string, unknown>>> {
  const startedAt = performance.now();
  const payloads = writePayloads(options.payloads);
  const fields: Fields = new Map();
  const tell = (what: string) =>
    process.stderr.write(`${Math.round((performance.now() - startedAt) / 1_000)} s ${what}\n`);
  const shop = await openShop();
  const browser = await launchBrowser();
  try {
    tell("the shop is open");
    const threads = await letBuyersWrite(shop, payloads, fields);
    tell("buyers have written");
    const { fields: filled, untaken } = await fillFields(shop, payloads, () => createIds(shop));
    for (const [field, ids] of filled) fields.set(field, ids);
    tell("every field is filled");
    await importDocuments(shop, payloads, fields);
    await publish(shop);
    await nameShop(shop, payloads, fields);
    note(
      fields,
      "search query",
      payloads.slice(0, SEARCHES).map(({ text }) => text),
    );
    tell("documents are read and published");
    const watched = createWatched();
    await lookAtConsole(browser, shop, { person: shop.agent, watched, bypassCSP: false }, payloads);
    tell("an agent has looked");
    await lookAtConsole(browser, shop, { person: shop.owner, watched, bypassCSP: true }, payloads);
    tell("the owner has looked");
    for (const [at, { token }] of threads.entries()) {
      await lookAtWidget(browser, shop.url, { token, watched, bypassCSP: at % 2 === 0 });
    }
    const every = Math.max(1, Math.floor(payloads.length / TRIED_IN_HOLE));
    const tried = payloads.filter((_, at) => at % every === 0);
    const live = await countLive(browser, tried);
    return {
      payloads: payloads.length,
      fields: fields.size,
      pairs: [...fields.values()].reduce((sum, ids) => sum + ids.size, 0),
      fieldsWithAll: [...fields.values()].filter(({ size }) => size === payloads.length).length,
      pages: watched.pages,
      payloadsSeen: watched.seen.size,
      ran: watched.ran.size + watched.planted.size,
      policyViolations: watched.violations.size,
      // The teeth: the same payloads on a page that does what ours must not.
      triedInHole: tried.length,
      ranInHole: live,
      findings: [
        ...[...watched.ran].map(([id, how]) => `${id} by ${how}: ${payloads[id - 1]?.text ?? ""}`),
        ...watched.planted,
        ...watched.violations,
      ].slice(0, 40),
      fieldsThatTookNone: Object.fromEntries(untaken),
      seconds: Math.round((performance.now() - startedAt) / 1_000),
    };
  } finally {
    await browser.close();
    await shop.close();
  }
}

/** What requests name: things of this shop, another one each time, and new ones where a request makes them. */
async function createIds({ database, agentId }: OpenShop): Promise<FindId> {
  const { rows } = await database.query<{ ticket_id: string; contact_id: string }>(
    "select t.ticket_id, c.contact_id from ticket t join conversation c using (conversation_id) order by t.opened_at",
  );
  const idsOf = async (statement: string) =>
    (await database.query<{ id: string }>(`${statement} limit 20`)).rows.map(({ id }) => id);
  const made: Readonly<Record<string, readonly string[]>> = {
    endpointId: await idsOf("select endpoint_id id from webhook_endpoint"),
    incidentId: await idsOf("select incident_id id from incident"),
    versionId: await idsOf("select version_id id from article_version where state = 'draft'"),
  };
  const markets = ["en", "es", "ja", "de", "ar", "es-MX"];
  let count = 0;
  const next = () => (count += 1);
  const kinds: Readonly<Record<string, () => string | undefined>> = {
    ticketId: () => rows[next() % rows.length]?.ticket_id,
    contactId: () => rows[next() % rows.length]?.contact_id,
    agentId: () => agentId,
    mention: () => agentId,
    url: () => `https://hooks.example/${next()}`,
    articleKey: () => `hostile-${next()}`,
    macroKey: () => `hostile-${next()}`,
    market: () => markets[next() % markets.length],
    noteId: () => randomUUID(),
    viewId: () => randomUUID(),
    draftKey: () => randomUUID(),
    timeZone: () => "Europe/Madrid",
    email: () => `p${next()}@xss.example`,
  };
  return (name) => kinds[name]?.() ?? pick(made[name] ?? [], next());
}

function pick(ids: readonly string[], at: number): string | undefined {
  return ids[at % ids.length];
}

async function publish({ url, owner, database }: OpenShop): Promise<void> {
  const { rows } = await database.query<{ version_id: string }>(
    "select version_id from article_version where state = 'draft' limit 100",
  );
  const body = JSON.stringify({ versionIds: rows.map(({ version_id: id }) => id), to: "published", reason: "" });
  await fetch(`${url}/console/api/knowledge/moves`, { method: "POST", headers: owner.headers, body });
  const { rows: incidents } = await database.query<{ incident_id: string }>("select incident_id from incident limit 3");
  for (const { incident_id: id } of incidents) {
    const path = `${url}/console/api/incidents/${id}/approve`;
    await fetch(path, { method: "POST", headers: owner.headers, body: "{}" });
  }
}

/** By hand of whoever runs the installation; people's names are made by the console, too. */
async function nameShop({ database }: OpenShop, payloads: readonly Payload[], fields: Fields): Promise<void> {
  const name = payloads.find(({ text }) => text.length > 30 && text.length < 80)?.text ?? "";
  await database.query("update shop set name = $1", [name]);
  note(fields, "shop name", [name]);
}
