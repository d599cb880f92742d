/** The day's budget in the database: one row per shop and day, so that many processes cannot spend it twice. */
import { sql } from "kysely";
import type { ShopId } from "../../contracts/ids.ts";
import type {
  BudgetAmount,
  BudgetDay,
  BudgetLimits,
  ModelBudget,
  ModelWishes,
  Reservation,
} from "../../contracts/model-budget.ts";
import type { Clock, Logger, Metrics } from "../../contracts/runtime.ts";
import type { OpenDatabase } from "../open-database.ts";

/** From here on the shop is told, once a day, while there is still time to raise the limit. */
const WARN_SHARE = 0.8;
/** A limit that was changed counts after this long: it is looked at with every call. */
const LIMITS_CACHE_MS = 5_000;

interface BudgetTools {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Where a shop has no limits of its own. */
  readonly defaults: BudgetLimits;
}

interface ReservedRow {
  readonly day: string;
  readonly is_granted: boolean;
  readonly news: "warned" | "exhausted" | null;
  readonly share: number;
}

/** A day that nobody has looked up: the settling statement takes the database's. */
const UNCOUNTED_DAY = "";

export function createModelBudget(database: OpenDatabase, tools: BudgetTools): ModelBudget {
  const known = new Map<ShopId, { readonly limits: BudgetLimits; readonly until: number }>();

  async function limitsOf(shopId: ShopId): Promise<BudgetLimits> {
    const cached = known.get(shopId);
    if (cached && cached.until > tools.clock.now()) return cached.limits;
    const limits = await readLimits(database, shopId, tools.defaults);
    known.set(shopId, { limits, until: tools.clock.now() + LIMITS_CACHE_MS });
    return limits;
  }

  function report(shopId: ShopId, row: ReservedRow): void {
    tools.metrics.gauge("model_budget_used_ratio", row.share, { shop: shopId });
    if (row.news === "warned") tools.log.warn("model-budget-nearly-spent", { shopId, day: row.day, share: row.share });
    if (row.news === "exhausted") tools.log.warn("model-budget-spent", { shopId, day: row.day });
    if (!row.is_granted) tools.metrics.count("model_budget_refusals_total", { shop: shopId });
  }

  return {
    async reserve(shopId, amount) {
      const limits = await limitsOf(shopId);
      if (limits.maxTokens === null && limits.maxCostMicros === null) {
        const nothing = { tokens: 0, costMicros: 0 };
        return { kind: "reserved", reservation: { shopId, day: UNCOUNTED_DAY, amount: nothing } };
      }
      const row = await reserveRow(database, { shopId, amount, limits });
      report(shopId, row);
      if (!row.is_granted) return { kind: "exhausted", day: row.day };
      return { kind: "reserved", reservation: { shopId, day: row.day, amount } };
    },
    settle: (reservation, used) => settle(database, reservation, used),
    wishes: (shopId) => readWishes(database, shopId),
    saveWishes: async (shopId, wishes) => {
      await saveWishes(database, shopId, wishes);
      known.delete(shopId);
    },
    today: async (shopId) => readToday(database, shopId, await readLimits(database, shopId, tools.defaults)),
  };
}

async function readLimits(database: OpenDatabase, shopId: ShopId, defaults: BudgetLimits): Promise<BudgetLimits> {
  const { limits } = await readWishes(database, shopId);
  return {
    maxTokens: limits.maxTokens ?? defaults.maxTokens,
    maxCostMicros: limits.maxCostMicros ?? defaults.maxCostMicros,
  };
}

async function readWishes(database: OpenDatabase, shopId: ShopId): Promise<ModelWishes> {
  const row = await database.unscoped
    .selectFrom("shop")
    .select(["voice", "model_daily_tokens", "model_daily_cost_micros"])
    .where("id", "=", shopId)
    .executeTakeFirst();
  return {
    voice: row?.voice ?? null,
    limits: { maxTokens: row?.model_daily_tokens ?? null, maxCostMicros: row?.model_daily_cost_micros ?? null },
  };
}

async function saveWishes(database: OpenDatabase, shopId: ShopId, wishes: Partial<ModelWishes>): Promise<void> {
  const { voice, limits } = wishes;
  const written = {
    ...(voice === undefined ? {} : { voice }),
    ...(limits ? { model_daily_tokens: limits.maxTokens, model_daily_cost_micros: limits.maxCostMicros } : {}),
  };
  if (Object.keys(written).length === 0) return;
  await database.unscoped.updateTable("shop").set(written).where("id", "=", shopId).execute();
}

/** What a crash of the database itself could take back is half a second of counting: not worth a disk write a call. */
const LAZILY = sql`set local synchronous_commit = off`;

async function reserveRow(
  database: OpenDatabase,
  wish: { readonly shopId: ShopId; readonly amount: BudgetAmount; readonly limits: BudgetLimits },
): Promise<ReservedRow> {
  const { amount, limits } = wish;
  const rows = await database.inShopAll(wish.shopId, [
    LAZILY,
    sql<ReservedRow>`
      select * from reserve_model_usage(${amount.tokens}::bigint, ${amount.costMicros}::bigint,
        ${limits.maxTokens}::bigint, ${limits.maxCostMicros}::bigint, ${WARN_SHARE}::real)`,
  ]);
  const row = rows[0];
  if (!row) throw new Error("The budget gave no answer.");
  return row;
}

async function settle(database: OpenDatabase, reservation: Reservation, used: BudgetAmount): Promise<void> {
  const { shopId, day, amount } = reservation;
  const tokens = used.tokens - amount.tokens;
  const cost = used.costMicros - amount.costMicros;
  const isNew = day === UNCOUNTED_DAY;
  if (tokens === 0 && cost === 0 && !isNew) return;
  const statement = isNew
    ? sql`
      insert into model_usage as u (shop_id, day, tokens, cost_micros, calls)
      values (${shopId}, (now() at time zone 'utc')::date, ${tokens}::bigint, ${cost}::bigint, 1)
      on conflict (shop_id, day) do update set tokens = u.tokens + excluded.tokens,
        cost_micros = u.cost_micros + excluded.cost_micros, calls = u.calls + 1`
    : sql`
      update model_usage set tokens = greatest(0, tokens + ${tokens}::bigint),
        cost_micros = greatest(0, cost_micros + ${cost}::bigint)
      where shop_id = ${shopId} and day = ${day}::date`;
  await database.inShopAll(shopId, [LAZILY, statement]);
}

async function readToday(database: OpenDatabase, shopId: ShopId, limits: BudgetLimits): Promise<BudgetDay> {
  const rows = await database.inShop(
    shopId,
    sql<{ day: string; tokens: number; cost_micros: number; calls: number; refused_calls: number }>`
      select d.day, coalesce(u.tokens, 0) tokens, coalesce(u.cost_micros, 0) cost_micros, coalesce(u.calls, 0) calls,
        coalesce(u.refused_calls, 0) refused_calls
      from (select (now() at time zone 'utc')::date as day) d
      left join model_usage u on u.shop_id = ${shopId} and u.day = d.day`,
  );
  const row = rows[0];
  return {
    day: row?.day ?? "",
    tokens: row?.tokens ?? 0,
    costMicros: row?.cost_micros ?? 0,
    calls: row?.calls ?? 0,
    refusedCalls: row?.refused_calls ?? 0,
    limits,
  };
}
