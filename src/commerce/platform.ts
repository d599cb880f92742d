/** What a webhook of a shop platform says, once it was understood. */
import type { CommerceRecord } from "../contracts/commerce.ts";
import type { Instant } from "../contracts/ids.ts";

export type DecodedWebhook =
  | { readonly kind: "records"; readonly records: readonly CommerceRecord[] }
  /** A topic we have no use for. */
  | { readonly kind: "unknown-topic" }
  /** A topic we know with a body we do not; the fields are named, never their values. */
  | { readonly kind: "invalid"; readonly fields: readonly string[] };

export interface WebhookContext {
  /** Of amounts without one: products and coupons of both platforms name none. Null: such amounts are not known. */
  readonly shopCurrency: string | null;
  /** When the platform sent it, for what does not say when it changed. */
  readonly sentAt: Instant;
}
