/** One conversation: a buyer, the assistant, two persons by random routes, sweeps, sleepers and crashes, all at once. */
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { ChannelAccountId, ConversationId, TicketId } from "../../../src/contracts/ids.ts";
import type { ChannelName, OutboundMessage } from "../../../src/contracts/message.ts";
import type { TestProgram } from "../../support/test-program.ts";
import { DEEDS, type Deed, type Outcome, perform, reply, ROUTES, type RouteName, type Ways } from "./act-by-route.ts";
import { breathe, shuffle } from "./breathe.ts";
import type { CrewMember } from "./hire-crew.ts";
import { handBackTexts, hasAssistantAfterHuman, judgeHolders } from "./judge-run.ts";
import { freeLeases } from "./run-shop.ts";
import type { Tally } from "./tally.ts";

const QUIET_TIMEOUT_MS = 60_000;
/** Of a lease whose process died unseen; far more than any step takes. */
const STUCK_MS = 8_000;
const WAVES = 3;
const ASKS_AGAIN = 0.8;

export interface Stage {
  readonly program: TestProgram;
  readonly ways: Ways;
  readonly crew: readonly [CrewMember, CrewMember];
  readonly tally: Tally;
  /** What the platform has, by account. */
  readonly arrived: Map<ChannelAccountId, OutboundMessage[]>;
}

interface Scene extends Stage {
  readonly run: number;
  readonly accountId: ChannelAccountId;
  conversationId: ConversationId;
  lastTicketId: TicketId;
  /** What somebody was told is on its way to the buyer. */
  readonly promised: { readonly text: string; readonly route: RouteName }[];
  /** Words of the team that a process kept before it died. */
  readonly kept: { readonly text: string | null; readonly externalId: string; readonly route: RouteName }[];
}

export async function runOnce(run: number, stage: Stage): Promise<void> {
  const { program, tally, arrived } = stage;
  const { ports, shop } = program;
  const channel = "moody" as ChannelName;
  const accountId = await ports.shops.ensureChannelAccount(shop.shopId, channel, `moody:${randomUUID()}`);
  const messages: OutboundMessage[] = [];
  arrived.set(accountId, messages);
  const none = { conversationId: "" as ConversationId, lastTicketId: "" as TicketId };
  const scene: Scene = { ...stage, ...none, run, accountId, promised: [], kept: [] };
  await says(scene, "a person please");
  if (!(await workUntil(scene, async () => (await openTicketOf(scene)) !== null)))
    throw new Error("No ticket was opened.");
  // Half of the runs begin with the assistant speaking again.
  if (Math.random() < 0.5) await act(scene, pick(["resolve", "return"] as const));
  await says(scene, "How long does delivery take?");
  const waves = Array.from({ length: WAVES }, (_, wave) => chooseSteps(scene, wave === WAVES - 1));
  for (const steps of waves) await Promise.all(steps.map((step) => step()));
  await scene.ways.shop.insist(run, { kind: "wake-up", accountId });
  if (!(await settle(scene))) tally.neverAtRest += 1;
  await judge(scene, messages);
  arrived.delete(accountId);
  tally.runs += 1;
}

type Step = () => Promise<unknown>;

function chooseSteps(scene: Scene, isLast: boolean): readonly Step[] {
  const { ways, run, accountId } = scene;
  const insist = (order: Parameters<typeof ways.shop.insist>[1]) => ways.shop.insist(run, order);
  const work: Step = () => insist({ kind: "work", accountId });
  const answer: Step = () => speak(scene);
  const deed: Step = () => act(scene, pick(DEEDS));
  const sometimes = (share: number, step: Step): readonly Step[] => (Math.random() < share ? [step] : []);
  const steps: readonly Step[] = [
    work,
    work,
    answer,
    ...sometimes(0.5, answer),
    ...sometimes(0.6, deed),
    ...sometimes(0.3, deed),
    ...sometimes(0.5, () => says(scene, pick(["and to Spain?", "How long does delivery take?"]))),
    // What brings a case back to people after it was over.
    ...sometimes(isLast ? 0 : 0.35, () => says(scene, "a person please")),
    ...sometimes(0.3, () => insist({ kind: "claim-and-die", accountId })),
    ...sometimes(isLast ? 0 : 0.35, () => insist({ kind: "fall-asleep", accountId })),
    ...sometimes(0.5, () => insist({ kind: "wake-up", accountId })),
    ...sometimes(0.15, () => insist({ kind: "sweep" })),
  ];
  return shuffle(steps).map((step) => async () => {
    await breathe();
    await step();
  });
}

async function says(scene: Scene, text: string): Promise<void> {
  const { accountId, run, ways } = scene;
  await ways.shop.insist(run, { kind: "hear-buyer", accountId, externalId: randomUUID(), text });
}

/** A person answers, by whatever route is nearest. */
async function speak(scene: Scene): Promise<void> {
  const route = pick(ROUTES);
  const text = `person ${randomUUID()}`;
  const outcome = await reply(route, await actOf(scene), text, scene.ways);
  count(scene, route, outcome, "replies");
  if (outcome.kind === "done") scene.promised.push({ text, route });
  if (outcome.kind === "kept") scene.kept.push({ text, externalId: outcome.externalId, route });
}

async function act(scene: Scene, deed: Deed): Promise<void> {
  const route = pick(ROUTES);
  const outcome = await perform(route, deed, await actOf(scene), scene.ways);
  count(scene, route, outcome, "deeds");
  if (outcome.kind === "kept") scene.kept.push({ text: null, externalId: outcome.externalId, route });
}

/** Where nobody is asked for, the buyer mostly asks: else most of a run would act on cases that are over. */
async function actOf(scene: Scene) {
  const [member, colleague] = shuffle(scene.crew) as [CrewMember, CrewMember];
  if ((await openTicketOf(scene)) === null && Math.random() < ASKS_AGAIN) {
    await says(scene, "a person please");
    await scene.ways.shop.insist(scene.run, { kind: "work", accountId: scene.accountId });
  }
  const ticketId = (await openTicketOf(scene)) ?? scene.lastTicketId;
  return { member, colleague: colleague.agent.agentId, ticketId, run: scene.run };
}

function count({ tally }: Scene, route: RouteName, { kind }: Outcome, what: "replies" | "deeds"): void {
  const of = tally.routes[route];
  if (kind === "done") of[what] += 1;
  else if (kind === "refused") of.refused += 1;
  else of.cutOff += 1;
}

async function openTicketOf(scene: Scene): Promise<TicketId | null> {
  const { program, accountId } = scene;
  if (scene.conversationId === "") scene.conversationId = await program.conversationOf(accountId);
  if (scene.conversationId === "") return null;
  const ticket = await program.ports.tickets.openOf(program.shop.shopId, scene.conversationId);
  if (ticket) scene.lastTicketId = ticket.ticketId;
  return ticket?.ticketId ?? null;
}

/** False when it has not come in time. */
async function workUntil(scene: Scene, isEnough: () => Promise<boolean>): Promise<boolean> {
  const { program, accountId, run, ways } = scene;
  const startedAt = Date.now();
  do {
    await ways.shop.insist(run, { kind: "work", accountId });
    const waited = Date.now() - startedAt;
    if (waited > QUIET_TIMEOUT_MS) return false;
    if (waited > STUCK_MS) await freeLeases(program, [accountId]);
  } while (!(await isEnough()));
  return true;
}

/** Everybody has done what they wanted to: what waits for a later try is tried now. */
function settle(scene: Scene): Promise<boolean> {
  const { program, accountId } = scene;
  return workUntil(scene, async () => {
    await program.db.database.inShopAll(program.shop.shopId, [
      sql`update outbox set due_at = now() where account_id = ${accountId} and state = 'queued' and due_at > now()`,
      sql`update conversation set pending_due_at = now() where account_id = ${accountId} and pending_due_at > now()`,
    ]);
    return !(await program.isBusy(accountId)) && (await isLedgerDone(scene));
  });
}

/** Events of the team that a process kept and died over are dealt with by the next one. */
async function isLedgerDone(scene: Scene): Promise<boolean> {
  const rows = await ledgerOf(scene);
  if (rows.every(({ settled }) => settled)) return true;
  await scene.ways.shop.insist(scene.run, { kind: "take-up-left" });
  return false;
}

interface LedgerRow {
  readonly external_id: string;
  readonly settled: boolean;
  readonly outcome: string | null;
}

async function ledgerOf({ program, kept }: Scene): Promise<readonly LedgerRow[]> {
  if (kept.length === 0) return [];
  return program.db.database.inShop<LedgerRow>(
    program.shop.shopId,
    sql`select external_id, settled_at is not null as settled, outcome from staff_event
      where external_id = any(${kept.map(({ externalId }) => externalId)})`,
  );
}

async function judge(scene: Scene, arrived: readonly OutboundMessage[]): Promise<void> {
  const { program, tally, kept, promised } = scene;
  const ledger = new Map((await ledgerOf(scene)).map((row) => [row.external_id, row.outcome]));
  for (const { text, externalId, route } of kept) {
    const outcome = ledger.get(externalId);
    // Acknowledged, and nobody knows of it any more.
    if (outcome === undefined) lose(tally, route);
    else if (outcome === "replied" && text !== null) promised.push({ text, route });
  }
  const texts = new Set(arrived.map((message) => message.text));
  for (const { text, route } of promised) if (!texts.has(text)) lose(tally, route);
  if (hasAssistantAfterHuman(arrived, handBackTexts(program.ports))) tally.assistantAfterHuman += 1;
  const double = await judgeHolders(program, scene.conversationId);
  if (double === null) return;
  tally.doubleHolders += 1;
  tally.findings.add(double.replace(/[0-9a-f-]{36}/gu, "a colleague"));
}

function lose(tally: Tally, route: RouteName): void {
  tally.lostAgentMessages += 1;
  tally.routes[route].lost += 1;
}

function pick<Item>(items: readonly Item[]): Item {
  return items[Math.floor(Math.random() * items.length)] as Item;
}
