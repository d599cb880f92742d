/** The secret with which a shop's own systems sign their events. */
import type { Config } from "../config.ts";
import type { ShopId } from "../contracts/ids.ts";
import type { CommerceGate } from "../http/commerce/mount-commerce.ts";
import { deriveKey } from "../ops/installation-secret.ts";
import type { Program } from "./open-program.ts";

export interface SecretSource {
  readonly config: Pick<Config, "commerce">;
  /** The installation's. */
  readonly secret: string;
  /** The one shop the settings speak of. */
  readonly ownShopId: ShopId;
}

/** The setting, for the installation's own shop; derived for every other one, so that no shop can sign for another. */
export function shopEventsSecret({ config, secret, ownShopId }: SecretSource, shopId: ShopId): string {
  const given = shopId === ownShopId ? config.commerce.eventsSecret : null;
  return given ?? deriveKey(secret, `events:${shopId}`).toString("base64url");
}

/** The ways in for the shop's data, as the settings open them. */
export function buildCommerceGate({ config, store, shop }: Pick<Program, "config" | "store" | "shop">): CommerceGate {
  const source = { config, secret: store.secret, ownShopId: shop.shopId };
  return {
    shopId: shop.shopId,
    shopCurrency: config.commerce.shopCurrency,
    secretOf: (shopId) => shopEventsSecret(source, shopId),
    webhookSecrets: { shopify: config.commerce.shopifySecret, woocommerce: config.commerce.woocommerceSecret },
  };
}
