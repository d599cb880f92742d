/** In which language a shop's people are spoken to before a desk says its own. */
import type { ShopId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import { STAFF_LANGUAGES, type StaffLanguage } from "../../contracts/staff-desk.ts";

export async function languageOfShop(shopId: ShopId, { shops }: Pick<Ports, "shops">): Promise<StaffLanguage> {
  const shop = await shops.get(shopId);
  return STAFF_LANGUAGES.find((language) => language === shop?.defaultLanguage) ?? "en";
}
