/** Saved views: whose they are, who may change them, and what each of them holds now. */
import { AppError } from "../../contracts/errors.ts";
import type { Ports } from "../../contracts/ports.ts";
import { MAX_SAVED_VIEWS, type SavedView, TICKET_VIEWS, type TicketView } from "../../contracts/saved-view.ts";
import type { Agent } from "../../contracts/stores.ts";
import type { TicketConditions } from "../../contracts/ticket.ts";
import { assertMay, may } from "../../shared/assert-may.ts";
import { type Narrowed, narrow } from "../read-tickets.ts";

type ViewPorts = Pick<Ports, "views">;

export type WrittenView = Pick<SavedView, "viewId" | "name" | "base" | "conditions" | "isShared">;

export interface CountedView extends SavedView {
  readonly isMine: boolean;
  readonly mayChange: boolean;
  /** Null where nothing is left to do. */
  readonly count: number | null;
}

const GONE = "This view does not exist; somebody may have deleted it.";

/** How a view is named where built-in ones are, too. */
const SAVED = "view-";

/** Built-in or saved, and what narrows it besides. Throws NOT_FOUND for one that is not there, or not this agent's. */
export async function findView(
  agent: Agent,
  name: string,
  also: TicketConditions,
  ports: ViewPorts,
): Promise<Narrowed> {
  const builtIn = TICKET_VIEWS.find((each) => each === name);
  if (builtIn) return { view: builtIn, conditions: [also] };
  const found = (await listOwn(agent, ports)).find(({ viewId }) => `${SAVED}${viewId}` === name);
  if (!found) throw new AppError("NOT_FOUND", GONE);
  return { view: found.base, conditions: [found.conditions, also] };
}

export async function listViews(
  agent: Agent,
  ports: ViewPorts & Pick<Ports, "tickets">,
): Promise<readonly CountedView[]> {
  const views = await listOwn(agent, ports);
  const counted = views.filter(({ base }) => isToDo(base));
  const filters = counted.map(({ base, conditions }) => ({
    ...narrow(agent, { view: base, conditions: [conditions] }),
    limit: 0,
  }));
  const counts = await ports.tickets.tally(agent.shopId, filters);
  const countOf = new Map(counted.map(({ viewId }, at) => [viewId, counts[at] ?? 0]));
  return views.map((view) => ({
    ...view,
    isMine: view.agentId === agent.agentId,
    mayChange: mayChange(agent, view),
    count: countOf.get(view.viewId) ?? null,
  }));
}

/** A new one, or one that is written anew. */
export async function saveView(agent: Agent, written: WrittenView, ports: ViewPorts): Promise<void> {
  assertMay(agent, "tickets:read");
  if (written.isShared) mustShare(agent);
  const views = await listOwn(agent, ports);
  const former = views.find(({ viewId }) => viewId === written.viewId);
  if (former) mustChange(agent, former);
  const others = views.filter(({ viewId, isShared }) => viewId !== written.viewId && isShared === written.isShared);
  if (others.length >= MAX_SAVED_VIEWS) {
    throw new AppError("REQUEST_INVALID", `There are ${MAX_SAVED_VIEWS} views of this kind already; delete one first.`);
  }
  // Whose it is stays: another's shared view that is made private is theirs again.
  const agentId = former?.agentId ?? agent.agentId;
  if (await ports.views.put(agent.shopId, agent.agentId, { ...written, agentId })) return;
  throw new AppError("NOT_FOUND", GONE);
}

export async function removeView(agent: Agent, viewId: string, ports: ViewPorts): Promise<void> {
  const view = (await listOwn(agent, ports)).find((each) => each.viewId === viewId);
  if (!view) throw new AppError("NOT_FOUND", GONE);
  mustChange(agent, view);
  await ports.views.remove(agent.shopId, agent.agentId, viewId);
}

/** Those of one kind, in the order in which they shall stand. */
export async function arrangeViews(agent: Agent, viewIds: readonly string[], ports: ViewPorts): Promise<void> {
  const views = await listOwn(agent, ports);
  for (const viewId of viewIds) {
    const view = views.find((each) => each.viewId === viewId);
    if (!view) throw new AppError("NOT_FOUND", "One of these views does not exist; read them again.");
    // The order of what is shared is everybody's.
    if (view.isShared) mustShare(agent);
  }
  await ports.views.arrange(agent.shopId, agent.agentId, viewIds);
}

function listOwn({ shopId, agentId }: Agent, { views }: ViewPorts): Promise<readonly SavedView[]> {
  return views.list(shopId, agentId);
}

function isToDo(base: TicketView): boolean {
  return base !== "resolved";
}

/** What is shared belongs to the team, so whoever heads it may change it, too. */
function mayChange(agent: Agent, { agentId, isShared }: SavedView): boolean {
  if (agentId === agent.agentId) return !isShared || may(agent, "tickets:work");
  return isShared && may(agent, "desk:settings");
}

function mustChange(agent: Agent, view: SavedView): void {
  if (mayChange(agent, view)) return;
  throw new AppError("NOT_ALLOWED", "Only who made this view, an owner or a merchant may change it.");
}

function mustShare(agent: Agent): void {
  if (may(agent, "tickets:work")) return;
  throw new AppError("NOT_ALLOWED", "Your role may keep views for itself, not share them with the team.");
}
