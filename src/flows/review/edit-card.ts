/** The score card of a shop: read by whom it concerns, and changed by making the next version of it. */
import { AppError } from "../../contracts/errors.ts";
import type { Ports } from "../../contracts/ports.ts";
import { type Criterion, type ReviewCard, SHIPPED_CRITERIA } from "../../contracts/review.ts";
import type { Agent } from "../../contracts/stores.ts";
import { assertMay } from "../../shared/assert-may.ts";
import { cleanName } from "../../shared/clean-text.ts";
import { SHIPPED_CARD } from "../../tickets/score-review.ts";

type CardPorts = Pick<Ports, "reviews">;

const MAX_NAME = 80;
const MAX_HINT = 300;

/** Who is judged by it may read it, too. */
export async function readCard(agent: Agent, { reviews }: CardPorts): Promise<ReviewCard> {
  assertMay(agent, "reviews:own");
  return reviews.card(agent.shopId, SHIPPED_CARD);
}

/** Throws REQUEST_INVALID naming what is wrong, TRANSITION_FORBIDDEN when somebody else has changed it meanwhile. */
export async function saveCard(
  agent: Agent,
  { basedOn, criteria }: { readonly basedOn: number; readonly criteria: readonly Criterion[] },
  { reviews }: CardPorts,
): Promise<ReviewCard> {
  assertMay(agent, "reviews:decide");
  const clean = criteria.map((each) => ({
    ...each,
    name: cleanOrNull(each.name, MAX_NAME),
    hint: cleanOrNull(each.hint, MAX_HINT),
  }));
  if (new Set(clean.map(({ key }) => key)).size !== clean.length)
    throw new AppError("REQUEST_INVALID", "Two criteria have the same key; give each its own.");
  const shipped: readonly string[] = SHIPPED_CRITERIA;
  if (clean.some(({ key, name }) => name === null && !shipped.includes(key)))
    throw new AppError("REQUEST_INVALID", "Give every criterion of your own a name.");
  if (!(await reviews.saveCard(agent.shopId, basedOn, clean, agent.agentId)))
    throw new AppError("TRANSITION_FORBIDDEN", "Somebody else has changed the card; reload it.");
  return reviews.card(agent.shopId, SHIPPED_CARD);
}

function cleanOrNull(text: string | null, max: number): string | null {
  const clean = text === null ? "" : cleanName(text, max);
  return clean === "" ? null : clean;
}
