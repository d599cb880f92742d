-- Who a buyer has proven to be, what a form in chat still asks for, what was proposed to people, and each shop's rules.

-- The form that is open in this conversation; it carries its own expiry.
alter table conversation add column form jsonb;
-- The buyer's words held a proof (an e-mail, a postcode): a model never reads them.
alter table message add column is_proof boolean not null default false;

create table tool_setting (
  shop_id uuid not null references shop (id),
  -- Only what differs from the defaults.
  settings jsonb not null default '{}',
  -- The widget's signing secret is derived from the installation's secret and this number.
  secret_version integer not null default 1,
  key_algorithm text check (key_algorithm in ('RS256', 'ES256')),
  key_pem text,
  primary key (shop_id),
  check ((key_algorithm is null) = (key_pem is null))
);

-- Whom the shop's page vouched for, by thread of the widget.
create table buyer_identity (
  shop_id uuid not null,
  account_id uuid not null,
  thread_key text not null,
  subject text not null,
  email text,
  phone text,
  token_id text not null,
  verified_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (shop_id, account_id, thread_key),
  foreign key (shop_id, account_id) references channel_account (shop_id, account_id)
);

-- Ids of tokens that were shown, so that a copied one opens nothing.
create table used_token (
  shop_id uuid not null references shop (id),
  token_id text not null,
  thread_key text not null,
  expires_at timestamptz not null,
  primary key (shop_id, token_id)
);
create index used_token_by_age on used_token (shop_id, expires_at);

create table order_proof (
  shop_id uuid not null,
  conversation_id uuid not null,
  order_id uuid not null,
  kind text not null check (kind in ('email', 'postcode', 'phone-end')),
  proven_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (shop_id, conversation_id, order_id),
  foreign key (shop_id, conversation_id) references conversation (shop_id, conversation_id)
);

create table proof_try (
  shop_id uuid not null references shop (id),
  try_id bigint generated always as identity,
  kind text not null check (kind in ('proof', 'coupon')),
  conversation_id uuid not null,
  contact_id uuid not null,
  subject_key text not null,
  at timestamptz not null default now(),
  primary key (shop_id, try_id)
);
create index proof_try_by_age on proof_try (shop_id, kind, at);

create table proposal (
  shop_id uuid not null,
  proposal_id uuid not null,
  conversation_id uuid not null,
  contact_id uuid not null,
  kind text not null check (kind in ('cancel-order', 'return-order', 'refund', 'change-address', 'grant-coupon')),
  order_id uuid,
  order_number text,
  amount_minor bigint,
  currency text,
  coupon_id uuid,
  coupon_code text,
  detail text,
  language text not null,
  once_key text not null,
  -- Expiry is a moment, not a state that somebody has to write.
  state text not null check (state in ('open', 'approved', 'rejected')),
  rule text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  reason text,
  primary key (shop_id, proposal_id),
  foreign key (shop_id, conversation_id) references conversation (shop_id, conversation_id),
  check ((state = 'open') = (decided_at is null))
);
-- One wish moves money once: a second approval of the same key cannot be written, whatever the code does.
create unique index proposal_approved_once on proposal (shop_id, once_key) where state = 'approved';
create index proposal_by_key on proposal (shop_id, once_key);
create index proposal_by_state on proposal (shop_id, state, created_at);

select protect_tables();
