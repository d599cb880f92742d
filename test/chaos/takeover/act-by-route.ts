/** What a person does with a case, by each of the four ways in. A killed process is asked again only where that is safe. */
import { randomUUID } from "node:crypto";
import type { AgentId, TicketId } from "../../../src/contracts/ids.ts";
import type { StaffEvent, StaffOutcome } from "../../../src/contracts/staff-desk.ts";
import type { CrewMember, DeskChannel, TeamDesks } from "./hire-crew.ts";
import type { RunningShop } from "./run-shop.ts";
import { ProcessGone, type ShopProcess } from "./start-process.ts";

export const ROUTES = ["console", "api", "telegram", "discord"] as const;
export type RouteName = (typeof ROUTES)[number];

export const DEEDS = ["take", "transfer", "snooze", "release", "return", "resolve"] as const;
export type Deed = (typeof DEEDS)[number];

export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "refused" }
  /** Its process died over it. */
  | { readonly kind: "cut-off" }
  /** Kept by a process that died: what came of it stands in the ledger. */
  | { readonly kind: "kept"; readonly externalId: string };

export interface Act {
  readonly member: CrewMember;
  readonly ticketId: TicketId;
  readonly colleague: AgentId;
  readonly run: number;
}

export interface Ways {
  readonly shop: RunningShop;
  readonly desks: TeamDesks;
  /** The case's thread on that desk; there is one from now on. */
  readonly threadOf: (channel: DeskChannel, ticketId: TicketId) => Promise<string>;
}

const DONE: Outcome = { kind: "done" };
const REFUSED: Outcome = { kind: "refused" };
const CUT_OFF: Outcome = { kind: "cut-off" };
/** Long enough to be slept through by some of a run, short enough to end within it. */
const SNOOZE_MS = 120;

export function reply(route: RouteName, act: Act, text: string, ways: Ways): Promise<Outcome> {
  const key = `reply-${randomUUID()}`;
  const { ticketId } = act;
  switch (route) {
    case "console":
      return callAgain(ways, (at) => callConsole(at, act, `${ticketId}/reply`, { text, draftKey: key }));
    case "api":
      return callAgain(ways, (at) => callApi(at, act, { path: `${ticketId}/replies`, body: { text }, key }));
    case "telegram":
    case "discord":
      return hearInThread(route, act, ways, {
        kind: "said",
        parts: [{ kind: "text", text }],
        isNote: false,
        messageKey: key,
      });
  }
}

export function perform(route: RouteName, deed: Deed, act: Act, ways: Ways): Promise<Outcome> {
  switch (route) {
    case "console": {
      const { path, body } = consoleCall(deed, act);
      return once((at) => callConsole(at, act, `${act.ticketId}/${path}`, body), ways);
    }
    case "api": {
      const { path, body } = consoleCall(deed, act);
      const until = { until: new Date(Date.now() + SNOOZE_MS).toISOString() };
      const sent = deed === "snooze" ? until : body;
      return once((at) => callApi(at, act, { path: `${act.ticketId}/${path}`, body: sent, key: randomUUID() }), ways);
    }
    case "telegram":
    case "discord":
      return hearInThread(route, act, ways, { kind: "pressed", choiceId: PRESSES[deed] });
  }
}

/** What the card of a thread has a button for; who presses "take over" has the case from then on. */
const PRESSES: Readonly<Record<Deed, string>> = {
  take: "take",
  transfer: "take-over",
  snooze: "take",
  release: "take-over",
  return: "return",
  resolve: "resolve",
};

function consoleCall(deed: Deed, { colleague }: Act): { readonly path: string; readonly body: object } {
  switch (deed) {
    case "take":
    case "resolve":
      return { path: deed, body: {} };
    case "transfer":
      return { path: deed, body: { agentId: colleague } };
    case "snooze":
      return { path: deed, body: { until: Date.now() + SNOOZE_MS } };
    case "release":
      return { path: "release", body: { to: "queue" } };
    case "return":
      return { path: "release", body: { to: "assistant" } };
  }
}

type Call = (at: ShopProcess) => Promise<Outcome>;

async function once(call: Call, { shop }: Ways): Promise<Outcome> {
  return (await call(shop.anyProcess()).catch(() => null)) ?? CUT_OFF;
}

/** As the page and every client does with a key: the same once more, until there is an answer. */
async function callAgain({ shop }: Ways, call: Call): Promise<Outcome> {
  for (;;) {
    const outcome = await call(shop.anyProcess()).catch(() => null);
    if (outcome) return outcome;
    await shop.pauseForNext();
  }
}

async function callConsole(at: ShopProcess, { member }: Act, path: string, body: object): Promise<Outcome> {
  const response = await fetch(`${at.url}/console/api/tickets/${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      cookie: member.cookie,
      origin: at.url,
      "sec-fetch-site": "same-origin",
      "x-csrf-token": member.csrfToken,
    },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { readonly kind?: string };
  mustBeKnown(response.status, answer);
  return response.status === 200 && answer.kind === "done" ? DONE : REFUSED;
}

async function callApi(
  at: ShopProcess,
  { member }: Act,
  { path, body, key }: { readonly path: string; readonly body: object; readonly key: string },
): Promise<Outcome> {
  const response = await fetch(`${at.url}/api/v1/tickets/${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${member.apiKey}`,
      "idempotency-key": key,
    },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  mustBeKnown(response.status, answer);
  return response.status === 200 ? DONE : REFUSED;
}

/** Somebody else was faster, or the case is over. Anything else would be a run that drives nothing. */
function mustBeKnown(status: number, answer: unknown): void {
  if (status === 200 || status === 409) return;
  // On a busy machine a short sleep is over before it is written down.
  if (status === 400 && JSON.stringify(answer).includes("in the future")) return;
  process.stderr.write(`\nan answer ${status}: ${JSON.stringify(answer)}\n`);
  process.exit(1);
}

type Doing =
  | Pick<Extract<StaffEvent, { readonly kind: "said" }>, "kind" | "parts" | "isNote" | "messageKey">
  | Pick<Extract<StaffEvent, { readonly kind: "pressed" }>, "kind" | "choiceId">;

/** A platform hands an event in again until it was acknowledged. */
async function hearInThread(channel: DeskChannel, act: Act, ways: Ways, doing: Doing): Promise<Outcome> {
  const { accountId, placeKey } = ways.desks[channel];
  const { agent, senderKey } = act.member;
  const externalId = randomUUID();
  const threadKey = await ways.threadOf(channel, act.ticketId);
  const event: StaffEvent = { externalId, senderKey, senderName: agent.name, placeKey, threadKey, ...doing };
  for (;;) {
    let isKept = false;
    try {
      const outcome = (await ways.shop
        .anyProcess()
        .carryOut({ kind: "hear-staff", accountId, event }, () => (isKept = true))) as StaffOutcome;
      // Known already: it was kept by a process that died before it could say so.
      if (outcome.kind === "silent") return { kind: "kept", externalId };
      return outcome.kind === "accepted" || outcome.kind === "done" ? DONE : REFUSED;
    } catch (error) {
      if (!(error instanceof ProcessGone)) throw error;
      if (isKept) return { kind: "kept", externalId };
      await ways.shop.pauseForNext();
    }
  }
}
