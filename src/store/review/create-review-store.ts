/** Reviews, their cards and samples. What is written and the audit row that tells of it are one transaction. */
import { type Selectable, sql } from "kysely";
import type { AgentId, ShopId } from "../../contracts/ids.ts";
import type { Criterion, ReviewCard, ReviewId, ReviewStore, WrittenReview } from "../../contracts/review.ts";
import { writeAudit } from "../knowledge/write-audit.ts";
import type { OpenDatabase, ShopTransaction } from "../open-database.ts";
import type { Database } from "../schema.ts";
import { drawCases } from "./draw-cases.ts";
import { createReviewReads, isOthers } from "./read-reviews.ts";

type CardRow = Pick<Selectable<Database["review_card"]>, "version" | "criteria">;

export function createReviewStore(database: OpenDatabase): ReviewStore {
  return {
    ...createCards(database),
    ...createReviewReads(database),
    draw: (shopId, draw, by) =>
      database.withShop(shopId, async (trx) => {
        await trx.run(sql`
          insert into review_draw (shop_id, draw_id, seed, resolved_from, resolved_until, per_agent, drawn_by)
          values (${shopId}, ${draw.drawId}, ${draw.seed}, ${new Date(draw.resolvedFrom)},
            ${new Date(draw.resolvedUntil)}, ${draw.perAgent}, ${by})`);
        const drawn = await trx.run(drawCases(shopId, draw, by));
        const { drawId, seed, perAgent } = draw;
        const detail = { draw: drawId, seed, perAgent, cases: drawn.length };
        await writeAudit(trx, shopId, by, { action: "reviews-drawn", detail });
        return drawn.length;
      }),
    write: (shopId, written, by) => database.withShop(shopId, (trx) => writeReview(trx, shopId, written, by)),
    skip: (shopId, reviewId, by) =>
      database.withShop(shopId, async (trx) => {
        const number = await settle(trx, shopId, reviewId, {
          by,
          set: sql`state = 'skipped', reviewer_id = ${by}, reviewed_at = now()`,
        });
        if (number === null) return false;
        await writeAudit(trx, shopId, by, { action: "review-skipped", detail: { review: reviewId, ticket: number } });
        return true;
      }),
    answer: (shopId, reviewId, answer, by) =>
      database.withShop(shopId, async (trx) => {
        const [row] = await trx.run(sql<{ review_id: string }>`
          update ticket_review set answer = ${answer}, answered_at = now()
          where shop_id = ${shopId} and review_id = ${reviewId} and agent_id = ${by} and state = 'done'
            and answer is null returning review_id`);
        if (!row) return false;
        await writeAudit(trx, shopId, by, { action: "review-answered", detail: { review: reviewId } });
        return true;
      }),
  };
}

type Cards = Pick<ReviewStore, "card" | "cardOf" | "saveCard">;

function createCards(database: OpenDatabase): Cards {
  return {
    async card(shopId, shipped) {
      const rows = await database.inShopAll<CardRow>(shopId, [
        sql`insert into review_card (shop_id, version, criteria) values (${shopId}, 1, ${JSON.stringify(shipped)})
          on conflict do nothing`,
        sql`select version, criteria from review_card where shop_id = ${shopId} order by version desc limit 1`,
      ]);
      return rows[0] ? readCard(rows[0]) : { version: 1, criteria: shipped };
    },
    async cardOf(shopId, version) {
      const [row] = await database.inShop<CardRow>(
        shopId,
        sql`select version, criteria from review_card where shop_id = ${shopId} and version = ${version}`,
      );
      return row ? readCard(row) : null;
    },
    saveCard: (shopId, basedOn, criteria, by) =>
      database.withShop(shopId, async (trx) => {
        const [saved] = await trx.run(sql<{ version: number }>`
          insert into review_card (shop_id, version, criteria, saved_by)
          select ${shopId}::uuid, max(version) + 1, ${JSON.stringify(criteria)}::jsonb, ${by}::uuid from review_card
          where shop_id = ${shopId} having max(version) = ${basedOn}::int
          on conflict do nothing returning version`);
        if (!saved) return false;
        const detail = { version: saved.version, criteria: criteria.length };
        await writeAudit(trx, shopId, by, { action: "review-card-saved", detail });
        return true;
      }),
  };
}

async function writeReview(
  trx: ShopTransaction,
  shopId: ShopId,
  { reviewId, cardVersion, marks, comment, points }: WrittenReview,
  by: AgentId,
): Promise<boolean> {
  const number = await settle(trx, shopId, reviewId, {
    by,
    set: sql`state = 'done', reviewer_id = ${by}, reviewed_at = now(), card_version = ${cardVersion}, points = ${points},
      comment = ${comment}`,
  });
  if (number === null) return false;
  await trx.run(sql`
    insert into review_mark (shop_id, review_id, criterion_key, mark, comment)
    select ${shopId}::uuid, ${reviewId}::uuid, key, mark, comment
    from jsonb_to_recordset(${JSON.stringify(marks)}::jsonb) as each (key text, mark text, comment text)`);
  const detail = { review: reviewId, ticket: number, card: cardVersion, points: Math.round(points) };
  await writeAudit(trx, shopId, by, { action: "ticket-reviewed", detail });
  return true;
}

/** The ticket's number; null when it waits no more, or who settles it has had a part in it. */
async function settle(
  trx: ShopTransaction,
  shopId: ShopId,
  reviewId: ReviewId,
  { by, set }: { readonly by: AgentId; readonly set: ReturnType<typeof sql> },
): Promise<number | null> {
  const [row] = await trx.run(sql<{ number: number }>`
    update ticket_review r set ${set} from ticket t
    where r.shop_id = ${shopId} and r.review_id = ${reviewId} and r.state = 'drawn' and ${isOthers(by)}
      and t.shop_id = r.shop_id and t.ticket_id = r.ticket_id returning t.number`);
  return row?.number ?? null;
}

/** Only `card` and `saveCard` write the column. */
function readCard({ version, criteria }: CardRow): ReviewCard {
  return { version, criteria: criteria as readonly Criterion[] };
}
