/** What a model does in a practice shop is paid by the real one: many who practise spend no more than the shop allows. */
import type { ShopId } from "../contracts/ids.ts";
import type { ModelBudget } from "../contracts/model-budget.ts";
import type { ShopStore } from "../contracts/stores.ts";

export function payForPractice(budget: ModelBudget, shops: Pick<ShopStore, "get">): ModelBudget {
  const payerOf = async (shopId: ShopId): Promise<ShopId> => (await shops.get(shopId))?.trainingOf ?? shopId;
  return {
    ...budget,
    reserve: async (shopId, amount) => budget.reserve(await payerOf(shopId), amount),
    today: async (shopId) => budget.today(await payerOf(shopId)),
  };
}
