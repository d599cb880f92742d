/** Quality review: cases are drawn, read and marked by the card; who dealt with one sees what was said and may answer once. */
import { AppError } from "../../contracts/errors.ts";
import type { Instant } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type {
  CriterionMark,
  DoneReview,
  DrawId,
  Review,
  ReviewCard,
  ReviewId,
  ReviewResultsView,
  WaitingReview,
  WrittenReview,
} from "../../contracts/review.ts";
import type { Agent } from "../../contracts/stores.ts";
import { assertMay, may } from "../../shared/assert-may.ts";
import { cleanText } from "../../shared/clean-text.ts";
import { SHIPPED_CARD, scoreReview } from "../../tickets/score-review.ts";

export type ReviewPorts = Pick<Ports, "reviews" | "clock" | "ids">;

const DAY_MS = 86_400_000;
const MAX_LISTED = 200;

const GONE = "This review does not exist.";

export interface WantedDraw {
  readonly days: number;
  readonly perAgent: number;
  /** Left out: one that was never used. */
  readonly seed?: string | undefined;
}

/** Returns how many cases were drawn. None of them is one of who draws. */
export async function drawReviews(agent: Agent, { days, perAgent, seed }: WantedDraw, ports: ReviewPorts) {
  assertMay(agent, "reviews:decide");
  const drawId = ports.ids.next<DrawId>();
  const now = ports.clock.now();
  const draw = {
    drawId,
    seed: seed ?? drawId,
    resolvedFrom: (now - days * DAY_MS) as Instant,
    resolvedUntil: now,
    perAgent,
  };
  return { drawn: await ports.reviews.draw(agent.shopId, draw, agent.agentId), seed: draw.seed };
}

export async function listWaiting(agent: Agent, { reviews }: ReviewPorts): Promise<readonly WaitingReview[]> {
  assertMay(agent, "reviews:decide");
  return reviews.waiting(agent.shopId, agent.agentId, MAX_LISTED);
}

/** One's own that is written, or, for who reviews, any that is written or waits for them. */
export async function readReview(agent: Agent, reviewId: ReviewId, { reviews }: ReviewPorts): Promise<Review> {
  assertMay(agent, "reviews:own");
  const isReviewer = may(agent, "reviews:decide");
  const whose = isReviewer ? {} : { agentId: agent.agentId };
  const [done] = await reviews.done(agent.shopId, { ...whose, reviewId, limit: 1 });
  if (done) return { kind: "done", review: done };
  const waiting = isReviewer ? await reviews.waitingOne(agent.shopId, agent.agentId, reviewId) : null;
  if (!waiting) throw new AppError("NOT_FOUND", GONE);
  return { kind: "waiting", review: waiting };
}

/** Throws REQUEST_INVALID when the marks are not those of the card, TRANSITION_FORBIDDEN when it waits no more. */
export async function writeReview(
  agent: Agent,
  written: Omit<WrittenReview, "points">,
  ports: ReviewPorts,
): Promise<DoneReview> {
  assertMay(agent, "reviews:decide");
  const card = await ports.reviews.cardOf(agent.shopId, written.cardVersion);
  const marks = written.marks.map((each) => ({ ...each, comment: cleanText(each.comment).trim() }));
  const points = mustScore(card, marks);
  const comment = cleanText(written.comment).trim();
  const isWritten = await ports.reviews.write(agent.shopId, { ...written, marks, comment, points }, agent.agentId);
  if (!isWritten) await refuse(agent, written.reviewId, ports);
  const [done] = await ports.reviews.done(agent.shopId, { reviewId: written.reviewId, limit: 1 });
  if (!done) throw new AppError("NOT_FOUND", GONE);
  return done;
}

function mustScore(card: ReviewCard | null, marks: readonly CriterionMark[]): number {
  const scored = card ? scoreReview(card, marks) : ({ kind: "faulty", fault: "marks-do-not-fit" } as const);
  if (scored.kind === "scored") return scored.points;
  const hint =
    scored.fault === "nothing-applies"
      ? "At least one criterion has to apply; otherwise skip the case."
      : "Mark every criterion of the score card once; reload it if it was changed meanwhile.";
  throw new AppError("REQUEST_INVALID", hint);
}

/** Not worth a review: it is drawn no more, and says nothing of its agent. */
export async function skipReview(agent: Agent, reviewId: ReviewId, ports: ReviewPorts): Promise<void> {
  assertMay(agent, "reviews:decide");
  if (!(await ports.reviews.skip(agent.shopId, reviewId, agent.agentId))) await refuse(agent, reviewId, ports);
}

/** Why nothing was written: somebody was faster, or it is nothing for this reviewer. */
async function refuse(agent: Agent, reviewId: ReviewId, { reviews }: ReviewPorts): Promise<never> {
  const [done] = await reviews.done(agent.shopId, { reviewId, limit: 1 });
  if (done)
    throw new AppError("TRANSITION_FORBIDDEN", "Somebody else has reviewed this case; look at what they wrote.");
  throw new AppError(
    "NOT_FOUND",
    "This case does not wait for your review: it was skipped, or you have had a part in it.",
  );
}

export async function answerReview(
  agent: Agent,
  { reviewId, text }: { readonly reviewId: ReviewId; readonly text: string },
  { reviews }: ReviewPorts,
): Promise<void> {
  assertMay(agent, "reviews:own");
  const answer = cleanText(text).trim();
  if (answer === "") throw new AppError("REQUEST_INVALID", "Write an answer.");
  if (await reviews.answer(agent.shopId, reviewId, answer, agent.agentId)) return;
  const [own] = await reviews.done(agent.shopId, { reviewId, agentId: agent.agentId, limit: 1 });
  if (!own) throw new AppError("NOT_FOUND", GONE);
  throw new AppError("TRANSITION_FORBIDDEN", "You have answered this review; an answer is given once.");
}

export async function listOwn(agent: Agent, { reviews }: ReviewPorts): Promise<readonly DoneReview[]> {
  assertMay(agent, "reviews:own");
  return reviews.done(agent.shopId, { agentId: agent.agentId, limit: MAX_LISTED });
}

export async function readResults(agent: Agent, days: number, ports: ReviewPorts): Promise<ReviewResultsView> {
  assertMay(agent, "reviews:decide");
  const since = (ports.clock.now() - days * DAY_MS) as Instant;
  const [reviews, averages, everyCriterion, card] = await Promise.all([
    ports.reviews.done(agent.shopId, { since, limit: MAX_LISTED }),
    ports.reviews.averages(agent.shopId, since),
    ports.reviews.criteria(agent.shopId),
    ports.reviews.card(agent.shopId, SHIPPED_CARD),
  ]);
  const met = new Set(averages.map(({ criterion }) => criterion));
  const former = everyCriterion.filter(({ key }) => met.has(key) && !card.criteria.some((each) => each.key === key));
  return { days, reviews, averages, criteria: [...card.criteria.filter(({ key }) => met.has(key)), ...former] };
}
