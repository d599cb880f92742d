-- What the shop sells and has sold, as its sources tell it: products, orders with lines, parcels, coupons, events seen.
-- In each table (shop, source, external key) is one thing, changed_at its version, fingerprint the hash of its content.
-- A thing that is gone at its source stays as an empty row with removed_at: an older message must not bring it back.

create table product (
  shop_id uuid not null references shop (id),
  product_id uuid not null default gen_random_uuid(),
  source text not null,
  external_key text not null,
  changed_at timestamptz not null,
  fingerprint text not null,
  removed_at timestamptz,
  handle text,
  title text not null,
  description text not null,
  language text,
  url text,
  category text,
  vendor text,
  tags text[] not null default '{}',
  -- Folded, for comparing.
  tag_keys text[] not null default '{}',
  price_minor bigint,
  currency text,
  is_available boolean not null,
  is_published boolean not null,
  variants jsonb not null default '[]',
  -- Folded words a wish is compared with: title, category and tags; then vendor, variants and description.
  search_head text not null default '',
  search_body text not null default '',
  primary key (shop_id, product_id),
  unique (shop_id, source, external_key)
);
create index product_by_handle on product (shop_id, handle) where handle is not null;

create table shop_order (
  shop_id uuid not null references shop (id),
  order_id uuid not null default gen_random_uuid(),
  source text not null,
  external_key text not null,
  changed_at timestamptz not null,
  fingerprint text not null,
  removed_at timestamptz,
  order_number text not null,
  -- Normalised: what two spellings of one number have in common.
  number_key text not null,
  status text not null,
  refund text not null check (refund in ('none', 'partial', 'full')),
  placed_at timestamptz not null,
  paid_at timestamptz,
  shipped_at timestamptz,
  delivered_at timestamptz,
  cancelled_at timestamptz,
  total_minor bigint,
  currency text,
  buyer_email text,
  buyer_phone text,
  -- Of its own, not an index over right(): under row-level security only operators that leak nothing may use an index.
  buyer_phone_tail text,
  buyer_name text,
  shipping_country text,
  shipping_postcode text,
  primary key (shop_id, order_id),
  unique (shop_id, source, external_key)
);
create index shop_order_by_number on shop_order (shop_id, number_key);
create index shop_order_by_email on shop_order (shop_id, buyer_email, placed_at) where buyer_email is not null;
create index shop_order_by_phone on shop_order (shop_id, buyer_phone_tail, placed_at) where buyer_phone_tail is not null;

create table order_line (
  shop_id uuid not null,
  order_id uuid not null,
  position integer not null,
  sku text,
  product_key text,
  title text not null,
  variant text,
  quantity integer not null,
  unit_minor bigint,
  currency text,
  primary key (shop_id, order_id, position),
  foreign key (shop_id, order_id) references shop_order (shop_id, order_id) on delete cascade
);

-- No foreign key to the order: a parcel's message may come before its order's.
create table parcel (
  shop_id uuid not null references shop (id),
  parcel_id uuid not null default gen_random_uuid(),
  source text not null,
  external_key text not null,
  changed_at timestamptz not null,
  fingerprint text not null,
  removed_at timestamptz,
  order_key text,
  order_number text,
  number_key text,
  carrier text,
  tracking_number text,
  tracking_key text,
  tracking_url text,
  status text not null,
  shipped_at timestamptz,
  delivered_at timestamptz,
  expected_from_at timestamptz,
  expected_to_at timestamptz,
  last_event jsonb,
  primary key (shop_id, parcel_id),
  unique (shop_id, source, external_key)
);
create index parcel_by_order on parcel (shop_id, source, order_key) where order_key is not null;
create index parcel_by_number on parcel (shop_id, number_key) where number_key is not null;
create index parcel_by_tracking on parcel (shop_id, tracking_key) where tracking_key is not null;

create table coupon (
  shop_id uuid not null references shop (id),
  coupon_id uuid not null default gen_random_uuid(),
  source text not null,
  external_key text not null,
  changed_at timestamptz not null,
  fingerprint text not null,
  removed_at timestamptz,
  code text not null,
  code_key text not null,
  discount jsonb not null,
  minimum_minor bigint,
  minimum_currency text,
  valid_from_at timestamptz,
  valid_until_at timestamptz,
  uses_left integer,
  audience_kind text not null check (audience_kind in ('anyone', 'emails', 'some-buyers')),
  audience_emails text[] not null default '{}',
  is_enabled boolean not null,
  primary key (shop_id, coupon_id),
  unique (shop_id, source, external_key)
);
create index coupon_by_code on coupon (shop_id, code_key);

-- Events applied, by the id their source gave them: a second delivery writes nothing.
create table commerce_event (
  shop_id uuid not null references shop (id),
  source text not null,
  event_id text not null,
  type text not null,
  received_at timestamptz not null default now(),
  primary key (shop_id, source, event_id)
);
create index commerce_event_by_age on commerce_event (shop_id, received_at);

select protect_tables();
