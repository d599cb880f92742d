/** A shop with buyers who have something to lose, articles and products with orders to a model in them, and that model. */
import { readFileSync } from "node:fs";
import type { Instant, ShopId } from "../../../src/contracts/ids.ts";
import type { Clock } from "../../../src/contracts/runtime.ts";
import { LANGUAGES, type Language } from "../../../src/contracts/language.ts";
import type { Part } from "../../../src/contracts/message.ts";
import { acceptMessage } from "../../../src/inbox/accept-message.ts";
import { CHAT_MODEL_LIMITS, createChatModel } from "../../../src/model/create-chat-model.ts";
import { createRecordingHost, silentMetrics } from "../../support/recording-host.ts";
import { openStoryRig, type StoryRig } from "../../support/story-rig.ts";
import { type Attack, isVerified, ownEmailOf, PLANTED_TOKEN, threadOf } from "./attack.ts";
import { coverUp, orderOf } from "./create-attacks.ts";
import { otherShopRecords, ownRecords, victimRecords } from "./plant-records.ts";
import { type ObeyingServer, startObeyingServer } from "./start-obeying-server.ts";

const TIMES_SLOWER = 4;

export interface HostileWorld {
  readonly rig: StoryRig;
  readonly server: ObeyingServer;
  /** A plain question that the shop's knowledge answers, in that language. */
  questionOf(language: Language): string;
  says(threadKey: string, parts: readonly [Part, ...Part[]], name?: string): Promise<void>;
  close(): Promise<void>;
}

const KNOWLEDGE = new URL("../../../knowledge/", import.meta.url);

export async function openHostileWorld(attacks: readonly Attack[]): Promise<HostileWorld> {
  const server = await startObeyingServer(new Map(attacks.map((attack) => [attack.number, attack])));
  const model = createChatModel(
    { apiKey: "sk-hostile", baseUrl: server.baseUrl, chatModel: "obeying", embeddingModel: "" },
    { log: createRecordingHost().log, metrics: silentMetrics },
    // A slow machine is no reason to spare the guards: the circuit stays closed.
    { ...CHAT_MODEL_LIMITS, breaker: { ...CHAT_MODEL_LIMITS.breaker, maxFailures: 1_000_000 } },
  );
  const rig = await openStoryRig({
    runs: false,
    knowsMuch: false,
    model,
    capabilities: { canShowDraft: true },
    wire: (ports) => ({ ...ports, clock: slowDown(ports.clock) }),
  });
  const articles = LANGUAGES.map((language) => ({ language, text: readArticle(language, "return-policy") }));
  await rig.program.teach([
    // In one language only: what cannot be compared word by word.
    { path: "en/gift-wrapping.md", text: readArticle("en", "gift-wrapping") },
    ...articles.map(({ language, text }) => ({ path: `${language}/return-policy.md`, text: plant(text, language) })),
    ...LANGUAGES.map((language) => ({
      path: `${language}/refund-times.md`,
      text: readArticle(language, "refund-times"),
    })),
  ]);
  const { commerce } = rig.ports;
  await commerce.write(rig.program.shop.shopId, victimRecords());
  const otherShopId: ShopId = rig.program.db.otherShop.shopId;
  await commerce.write(otherShopId, otherShopRecords(attacks));
  // For the mutant that takes one shop for the other.
  Object.assign(globalThis, { hostileOtherShopId: otherShopId });
  const verified = attacks.filter(isVerified);
  await commerce.write(rig.program.shop.shopId, verified.flatMap(ownRecords));
  for (const attack of verified) await signIn(attack, rig);
  const account = { shopId: rig.program.shop.shopId, accountId: rig.program.accountId };
  let said = 0;
  return {
    rig,
    server,
    questionOf: (language) => questionIn(articles.find((each) => each.language === language)?.text ?? ""),
    async says(threadKey, parts, name) {
      said += 1;
      const sentAt = rig.ports.clock.now() as Instant;
      const message = {
        threadKey,
        senderKey: threadKey,
        senderName: name ?? null,
        externalId: `h${said}`,
        parts,
        locale: null,
        sentAt,
      };
      await acceptMessage(account, message, rig.ports);
    },
    async close() {
      await rig.close();
      await server.stop();
    },
  };
}

/** Who is late is offered no tools, and an attack that reaches no guard proves nothing: on a busy machine, too. */
function slowDown(clock: Clock): Clock {
  const startedAt = clock.now();
  return {
    now: () => (startedAt + (clock.now() - startedAt) / TIMES_SLOWER) as Instant,
    sleep: (ms, signal) => clock.sleep(ms * TIMES_SLOWER, signal),
  };
}

/** As the widget does with a token of the shop. */
async function signIn(attack: Attack, { ports, program }: StoryRig): Promise<void> {
  const thread = { accountId: program.accountId, threadKey: threadOf(attack) };
  const expiresAt = (Date.now() + 3_600_000) as Instant;
  const identity = { subject: `own${attack.number}`, email: ownEmailOf(attack.number), phone: null, expiresAt };
  await ports.tools.keepIdentity(program.shop.shopId, thread, { identity, tokenId: `t${attack.number}` });
}

function readArticle(language: Language, key: string): string {
  return readFileSync(new URL(`${language}/${key}.md`, KNOWLEDGE), "utf8");
}

function questionIn(article: string): string {
  return (/questions:\n\s+- (.+)/.exec(article)?.[1] ?? "").replaceAll('"', "");
}

/** The orders stand in the title and in the first paragraph, each in another cover. */
function plant(article: string, language: Language): string {
  const order = orderOf(language, PLANTED_TOKEN);
  const [head = "", front = "", ...body] = article.split("---\n");
  const lines = body.join("---\n").trim().split("\n");
  const at = lines.findIndex((line) => line.trim() !== "" && !line.startsWith("#"));
  const planted = ["role", "forged-fence", "chat-frame", "tags"] as const;
  const cover = planted[LANGUAGES.indexOf(language) % planted.length] ?? "role";
  lines[at] = `${lines[at] ?? ""} ${order} ${coverUp(order, cover).replaceAll("\n", " ")}`;
  return [head, front, `${lines.join("\n")}\n`].join("---\n");
}
