/** Quality review: the card, drawing a sample, the queue, one review, an answer to it, and what it comes to. */
import { z } from "zod";
import type { Ports } from "../../contracts/ports.ts";
import { MARKS, MAX_CRITERIA, MAX_WEIGHT, type ReviewId } from "../../contracts/review.ts";
import { readCard, saveCard } from "../../flows/review/edit-card.ts";
import {
  answerReview,
  drawReviews,
  listOwn,
  listWaiting,
  readResults,
  readReview,
  skipReview,
  writeReview,
} from "../../flows/review/review-cases.ts";
import { agentRoute, type ConsoleReply, type ConsoleRoute } from "../console-route.ts";

const MAX_DAYS = 366;
const KEY = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/);
const REVIEW = z.strictObject({ reviewId: z.guid().transform((id) => id.toLowerCase() as ReviewId) });
const DAYS = z.strictObject({ days: z.coerce.number().int().min(1).max(MAX_DAYS).default(90) });
const NO_BODY = z.strictObject({}).optional();

const CARD = z.strictObject({
  basedOn: z.int().min(1),
  criteria: z
    .array(
      z.strictObject({
        key: KEY,
        weight: z.int().min(1).max(MAX_WEIGHT),
        name: z.string().max(200).nullable(),
        hint: z.string().max(600).nullable(),
      }),
    )
    .min(1)
    .max(MAX_CRITERIA),
});

const DRAW = z.strictObject({
  days: z.int().min(1).max(MAX_DAYS),
  perAgent: z.int().min(1).max(50),
  seed: z
    .string()
    .trim()
    .regex(/^[\p{L}\p{N}._ -]{1,80}$/u)
    .optional(),
});

const WRITTEN = z.strictObject({
  cardVersion: z.int().min(1),
  marks: z
    .array(z.strictObject({ key: KEY, mark: z.enum(MARKS), comment: z.string().max(2_000).default("") }))
    .max(MAX_CRITERIA),
  comment: z.string().max(4_000).default(""),
});

const ANSWER = z.strictObject({ text: z.string().max(4_000) });

export function createReviewRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [...createCardRoutes(ports), ...createSampleRoutes(ports), ...createOneRoutes(ports)];
}

function createCardRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [
    agentRoute({ method: "GET", path: "/reviews/card", permission: "reviews:own" }, {}, async (_, { agent }) =>
      json(await readCard(agent, ports)),
    ),
    agentRoute(
      { method: "PUT", path: "/reviews/card", permission: "reviews:decide" },
      { body: CARD },
      async ({ body }, { agent }) => json(await saveCard(agent, body, ports)),
    ),
  ];
}

function createSampleRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [
    agentRoute(
      { method: "POST", path: "/reviews/draw", permission: "reviews:decide" },
      { body: DRAW },
      async ({ body }, { agent }) => json(await drawReviews(agent, body, ports)),
    ),
    agentRoute({ method: "GET", path: "/reviews/waiting", permission: "reviews:decide" }, {}, async (_, { agent }) =>
      json({ waiting: await listWaiting(agent, ports) }),
    ),
    agentRoute(
      { method: "GET", path: "/reviews/results", permission: "reviews:decide" },
      { query: DAYS },
      async ({ query }, { agent }) => json(await readResults(agent, query.days, ports)),
    ),
    agentRoute({ method: "GET", path: "/reviews/own", permission: "reviews:own" }, {}, async (_, { agent }) =>
      json({ reviews: await listOwn(agent, ports) }),
    ),
  ];
}

/** Behind the others: what they are called is no id. */
function createOneRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [
    agentRoute(
      { method: "GET", path: "/reviews/:reviewId", permission: "reviews:own" },
      { params: REVIEW },
      async ({ params }, { agent }) => json(await readReview(agent, params.reviewId, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/reviews/:reviewId", permission: "reviews:decide" },
      { params: REVIEW, body: WRITTEN },
      async ({ params, body }, { agent }) => json(await writeReview(agent, { ...params, ...body }, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/reviews/:reviewId/skip", permission: "reviews:decide" },
      { params: REVIEW, body: NO_BODY },
      async ({ params }, { agent }) => {
        await skipReview(agent, params.reviewId, ports);
        return json({ kind: "done" });
      },
    ),
    agentRoute(
      { method: "POST", path: "/reviews/:reviewId/answer", permission: "reviews:own" },
      { params: REVIEW, body: ANSWER },
      async ({ params, body }, { agent }) => {
        await answerReview(agent, { ...params, ...body }, ports);
        return json({ kind: "done" });
      },
    ),
  ];
}

function json(body: unknown): ConsoleReply {
  return { kind: "json", body };
}
