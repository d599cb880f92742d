/** Where a shop's programs are told what happens: added, changed, renewed, sent again, by who may manage integrations. */
import { AppError } from "../../contracts/errors.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import type { EndpointId, EndpointWish, JudgeTarget, WebhookEndpoint } from "../../contracts/webhook.ts";
import type { FetchFault } from "../../contracts/web.ts";
import { assertMay } from "../../shared/assert-may.ts";

/** Beyond it somebody makes endpoints by mistake, in a loop. */
const MAX_ENDPOINTS = 20;
const DAY_MS = 86_400_000;
const GONE = "This endpoint does not exist.";

const WHY: Readonly<Partial<Record<FetchFault, string>>> = {
  "private-address":
    "This address lies inside a private network; webhooks go to public ones, or name it in DRAGOMAN_WEBHOOK_HOSTS.",
  "port-not-allowed": "Use the usual port of https, 443, or name the host in DRAGOMAN_WEBHOOK_HOSTS.",
};

type EndpointPorts = Pick<Ports, "webhooks" | "ids">;

export interface EndpointDesk extends EndpointPorts {
  readonly judgeTarget: JudgeTarget;
}

export interface MadeEndpoint {
  readonly endpoint: WebhookEndpoint;
  /** Shown once. */
  readonly secret: string;
}

export async function addEndpoint(agent: Agent, wish: EndpointWish, desk: EndpointDesk): Promise<MadeEndpoint> {
  assertMay(agent, "integrations:manage");
  checkUrl(wish.url, desk);
  if ((await desk.webhooks.list(agent.shopId)).length >= MAX_ENDPOINTS) {
    throw new AppError("REQUEST_INVALID", `A shop has at most ${MAX_ENDPOINTS} endpoints; remove one first.`);
  }
  const endpointId = desk.ids.next<EndpointId>();
  const secret = await desk.webhooks.insert(agent.shopId, endpointId, wish, agent.agentId);
  return { endpoint: await findEndpoint(agent, endpointId, desk), secret };
}

export async function changeEndpoint(
  agent: Agent,
  endpointId: EndpointId,
  change: Partial<EndpointWish> & { readonly state?: "active" | "paused" },
  desk: EndpointDesk,
): Promise<WebhookEndpoint> {
  assertMay(agent, "integrations:manage");
  if (change.url !== undefined) checkUrl(change.url, desk);
  mustBe(await desk.webhooks.change(agent.shopId, endpointId, change, agent.agentId));
  return findEndpoint(agent, endpointId, desk);
}

export async function removeEndpoint(agent: Agent, endpointId: EndpointId, { webhooks }: EndpointPorts): Promise<void> {
  assertMay(agent, "integrations:manage");
  mustBe(await webhooks.remove(agent.shopId, endpointId, agent.agentId));
}

/** For a day both secrets sign, so that the receiver can change over without losing an event. */
export async function renewSecret(agent: Agent, endpointId: EndpointId, { webhooks }: EndpointPorts): Promise<string> {
  assertMay(agent, "integrations:manage");
  const secret = await webhooks.rotate(agent.shopId, endpointId, DAY_MS, agent.agentId);
  if (secret === null) throw new AppError("NOT_FOUND", GONE);
  return secret;
}

/** Null: everything that failed for good. Returns how many are sent again. */
export async function sendAgain(
  agent: Agent,
  endpointId: EndpointId,
  eventKey: string | null,
  ports: EndpointPorts,
): Promise<number> {
  assertMay(agent, "integrations:manage");
  const { shopId, agentId } = agent;
  await findEndpoint(agent, endpointId, ports);
  if (eventKey === null) return ports.webhooks.resendFailed(shopId, endpointId, agentId);
  if (!(await ports.webhooks.resend(shopId, endpointId, eventKey, agentId))) {
    throw new AppError("NOT_FOUND", "This event was not sent here, or longer than 30 days ago.");
  }
  return 1;
}

export async function sendTest(agent: Agent, endpointId: EndpointId, { webhooks, ids }: EndpointPorts): Promise<void> {
  assertMay(agent, "integrations:manage");
  const eventKey = `evt_t${ids.next<string>().replaceAll("-", "")}`;
  mustBe(await webhooks.test(agent.shopId, endpointId, eventKey));
}

export async function findEndpoint(
  agent: Agent,
  endpointId: EndpointId,
  { webhooks }: Pick<Ports, "webhooks">,
): Promise<WebhookEndpoint> {
  const endpoint = await webhooks.get(agent.shopId, endpointId);
  if (!endpoint) throw new AppError("NOT_FOUND", GONE);
  return endpoint;
}

function mustBe(isThere: boolean): void {
  if (!isThere) throw new AppError("NOT_FOUND", GONE);
}

function checkUrl(url: string, { judgeTarget }: EndpointDesk): void {
  const fault = judgeTarget(url);
  if (fault === null) return;
  throw new AppError("REQUEST_INVALID", WHY[fault] ?? "Name a whole https address without a user or password in it.");
}
