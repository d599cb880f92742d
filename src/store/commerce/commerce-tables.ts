/** The tables of commerce as Kysely sees them; `test/store/schema.test.ts` compares them with a migrated database. */
import type { ColumnType, Generated } from "kysely";

/** Read as a Date; written as a Date or an ISO text. */
type At = ColumnType<Date, Date | string, Date | string>;
type DefaultAt = ColumnType<Date, Date | string | undefined, Date | string>;
type Json = ColumnType<unknown, string | undefined, string>;

export interface CommerceTables {
  product: {
    shop_id: string;
    product_id: Generated<string>;
    source: string;
    external_key: string;
    changed_at: At;
    fingerprint: string;
    removed_at: At | null;
    handle: string | null;
    title: string;
    description: string;
    language: string | null;
    url: string | null;
    category: string | null;
    vendor: string | null;
    tags: Generated<string[]>;
    tag_keys: Generated<string[]>;
    price_minor: number | null;
    currency: string | null;
    is_available: boolean;
    is_published: boolean;
    variants: Json;
    search_head: Generated<string>;
    search_body: Generated<string>;
  };
  shop_order: {
    shop_id: string;
    order_id: Generated<string>;
    source: string;
    external_key: string;
    changed_at: At;
    fingerprint: string;
    removed_at: At | null;
    order_number: string;
    number_key: string;
    status: string;
    refund: string;
    placed_at: At;
    paid_at: At | null;
    shipped_at: At | null;
    delivered_at: At | null;
    cancelled_at: At | null;
    total_minor: number | null;
    currency: string | null;
    buyer_email: string | null;
    buyer_phone: string | null;
    buyer_phone_tail: string | null;
    buyer_name: string | null;
    shipping_country: string | null;
    shipping_postcode: string | null;
  };
  order_line: {
    shop_id: string;
    order_id: string;
    position: number;
    sku: string | null;
    product_key: string | null;
    title: string;
    variant: string | null;
    quantity: number;
    unit_minor: number | null;
    currency: string | null;
  };
  parcel: {
    shop_id: string;
    parcel_id: Generated<string>;
    source: string;
    external_key: string;
    changed_at: At;
    fingerprint: string;
    removed_at: At | null;
    order_key: string | null;
    order_number: string | null;
    number_key: string | null;
    carrier: string | null;
    tracking_number: string | null;
    tracking_key: string | null;
    tracking_url: string | null;
    status: string;
    shipped_at: At | null;
    delivered_at: At | null;
    expected_from_at: At | null;
    expected_to_at: At | null;
    last_event: Json | null;
  };
  coupon: {
    shop_id: string;
    coupon_id: Generated<string>;
    source: string;
    external_key: string;
    changed_at: At;
    fingerprint: string;
    removed_at: At | null;
    code: string;
    code_key: string;
    discount: Json;
    minimum_minor: number | null;
    minimum_currency: string | null;
    valid_from_at: At | null;
    valid_until_at: At | null;
    uses_left: number | null;
    audience_kind: string;
    audience_emails: Generated<string[]>;
    is_enabled: boolean;
  };
  commerce_event: { shop_id: string; source: string; event_id: string; type: string; received_at: DefaultAt };
}
