/** Where is my order, asked of the whole program on the screens of three channels: number, wrong proof, right proof, status. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore } from "../../src/compose/open-store.ts";
import { readConfig } from "../../src/config.ts";
import { createJsonLogger } from "../../src/ops/json-logger.ts";
import { systemClock } from "../../src/ops/system-clock.ts";
import { createCommerceStore } from "../../src/store/commerce/commerce-store.ts";
import { createShopStore } from "../../src/store/shop-store.ts";
import { loadDemoShop } from "../commerce/import-rig.ts";
import { type DiscordFake, startDiscordFake } from "../fakes/discord/start-discord-fake.ts";
import { startTelegramFake, type TelegramFake } from "../fakes/telegram/start-telegram-fake.ts";
import { makeFolder, removeFolder } from "../ops/program-under-test.ts";
import { findFreePort, type ServerProcess, startServer } from "../support/run-server.ts";
import { createTestToolStore } from "../support/test-tools.ts";
import { openDiscordScreen, openTelegramScreen, openWidgetScreen, type Screen, type Shown } from "./shop-screens.ts";

const SLOW = { timeout: 90_000 };

let dataFolder: string;
let server: ServerProcess;
let telegram: TelegramFake;
let discord: DiscordFake;
const screens: Screen[] = [];

beforeAll(async () => {
  dataFolder = await makeFolder();
  [telegram, discord] = await Promise.all([startTelegramFake(), startDiscordFake()]);
  const environment = {
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    DISCORD_BOT_TOKEN: discord.token,
    DISCORD_API_ROOT: discord.apiRoot,
  };
  server = startServer({ dataFolder, port: await findFreePort(), environment });
  await server.untilReady();
  await discord.untilConnected();
  await importDemoShop();
}, 90_000);

afterAll(async () => {
  await Promise.all(screens.map((screen) => screen.close()));
  await server?.stop();
  await Promise.all([telegram?.stop(), discord?.stop()]);
  await removeFolder(dataFolder);
});

/** Beside the running server and into its PostgreSQL, as the import command does. */
async function importDemoShop(): Promise<void> {
  const log = createJsonLogger({ level: "silent", form: "line" });
  const tools = { clock: systemClock, log, mode: "command", maxConnections: 2 } as const;
  const store = await openStore(readConfig({ DRAGOMAN_DATA: dataFolder }), tools);
  try {
    const [shop] = await createShopStore(store.database).list();
    if (!shop) throw new Error("The first start made no shop.");
    const { shopId } = shop;
    const reports = await loadDemoShop({ commerce: createCommerceStore(store.database), shopId });
    // As a shop does once: links of its data lead nowhere else.
    const shopTools = createTestToolStore(store.database);
    const linkHosts = ["track.carrier.example", "harbour-loom.example"];
    await shopTools.saveSettings(shopId, { ...(await shopTools.settings(shopId)), linkHosts });
    expect(reports.map(({ refusals }) => refusals)).toEqual([[], [], [], []]);
  } finally {
    await store.close();
  }
}

function on(screen: Screen): Screen {
  screens.push(screen);
  return screen;
}

/** The words alone: in Arabic, marks that cannot be seen keep numbers in their order. */
function plain({ text }: Shown): string {
  return text.replace(/[\u200E\u200F\u061C\u2066-\u2069]/gu, "");
}

describe("where is my order", SLOW, () => {
  test("on Telegram, in Spanish: left by its button, begun again, a wrong and then the right proof", async () => {
    const screen = on(openTelegramScreen(telegram, 7_001, "es"));
    const asked = await screen.says("¿Dónde está mi pedido?");
    expect(plain(asked)).toMatch(/^¿De qué pedido se trata\?/);
    expect(asked.buttons).toEqual(["Cancelar", "Hablar con una persona"]);
    expect(plain(await screen.presses("Cancelar"))).toMatch(/^De acuerdo, lo dejamos así/);
    await screen.says("y mi pedido donde esta??");
    const proof = await screen.says("hl20480108");
    expect(plain(proof)).toMatch(/¿con qué correo electrónico se hizo el pedido HL-?20480108\?/i);
    expect(proof.buttons).toEqual(["Cancelar", "Hablar con una persona"]);
    const wrong = await screen.says("otra.persona@example.com");
    expect(plain(wrong)).toMatch(/No encuentro ningún pedido con estos datos.*Quedan 4 intentos/);
    const told = plain(await screen.says("Lucia.Ortega@example.com"));
    expect(told).toContain("El pedido HL-20480108 ya se ha entregado.");
    expect(told).toContain("Entregado el 8 de octubre de 2026.");
    expect(told).toContain("Paquete: entregado (Correos PQ4X90123456789)");
    expect(told).toContain("https://track.carrier.example/correos/PQ4X90123456789");
    expectNobodyNamed(screen, /lucia|lucía|ortega|28004|612 ?345/iu);
  });

  test("on Discord, in German: what is on its way, with the parcel and where to follow it", async () => {
    const screen = on(openDiscordScreen(discord, "anna", "de"));
    const asked = await screen.says("Wo bleibt mein Paket?");
    expect(plain(asked)).toMatch(/^Um welche Bestellung geht es\?/);
    expect(asked.buttons).toEqual(["Abbrechen", "Mit einem Menschen sprechen"]);
    expect(plain(await screen.says("HL-20480104"))).toContain("Mit welcher E-Mail-Adresse wurde HL-20480104 bestellt?");
    // Another buyer of this shop, with a real order: still no.
    expect(plain(await screen.says("camille.martin@example.com"))).toMatch(
      /finde ich keine Bestellung.*noch 4 Versuche/,
    );
    const told = plain(await screen.says("anna.schmidt@example.com"));
    expect(told).toContain("Ein Teil der Bestellung HL-20480104 ist verschickt, der Rest folgt.");
    expect(told).toContain("Paket: unterwegs (DHL 00340434161094042557)");
    expect(told).toContain("https://track.carrier.example/dhl/00340434161094042557");
    expect(told).toContain("Bestellt am 17. November 2026");
    expectNobodyNamed(screen, /anna|schmidt|camille|20457|hamburg/iu);
  });

  test("on the web widget, in Arabic, and somebody else's order and one that is not there sound alike", async () => {
    const screen = on(await openWidgetScreen(server.url, "ar-AE"));
    const asked = await screen.says("أين طلبي؟");
    expect(plain(asked)).toMatch(/^عن أي طلب تسأل؟/);
    expect(asked.buttons).toEqual(["إلغاء", "التحدث مع موظف"]);
    expect(plain(await screen.says("HL-20480110"))).toContain("ما البريد الإلكتروني المستخدم في الطلب HL-20480110؟");
    const others = plain(await screen.says("emily.carter@example.com"));
    expect(others).toMatch(/لا أجد طلبًا بهذه البيانات/);
    const told = plain(await screen.says("ahmed.hassan@example.com"));
    expect(told).toContain("تم تسليم الطلب HL-20480110.");
    expect(told).toContain("Aramex 51234567890");
    expectNobodyNamed(screen, /ahmed|hassan|أحمد|emily/iu);
    const stranger = on(await openWidgetScreen(server.url, "ar-AE"));
    await stranger.says("أين طلبي HL-29999999؟");
    expect(plain(await stranger.says("ahmed.hassan@example.com"))).toBe(others);
  });
});

test("a wish in another language than the catalogue's finds what suits, by the shop's glossary", SLOW, async () => {
  const screen = on(await openWidgetScreen(server.url, "es-ES"));
  const scarf = plain(await screen.says("Busco una bufanda de lana"));
  expect(scarf).toContain("1. Fjord wool scarf");
  expect(scarf).toMatch(/bufanda, lana|lana, bufanda/);
  const lamp = plain(await screen.says("¿Venden lámparas?"));
  expect(lamp).toMatch(/Buoy table lamp/);
  expect(lamp).not.toMatch(/scarf|jacket|cup/i);
});

/** Whatever was said on this screen: no name, e-mail, postcode or place of anybody. */
function expectNobodyNamed(screen: Screen, names: RegExp): void {
  const said = screen.shown().map(({ text }) => text.replace(/https:\S+/gu, ""));
  expect(said.filter((text) => names.test(text))).toEqual([]);
}
