-- Ways in and out for a shop's own programs: API keys, which act for an agent, and webhooks, which tell what happened.

create table api_key (
  shop_id uuid not null references shop (id),
  key_id uuid not null,
  -- On whose behalf it acts: never more than this agent may.
  agent_id uuid not null,
  name text not null check (length(name) between 1 and 80),
  -- SHA-256 of the whole key, which has 256 random bits; the key itself is shown once and kept nowhere.
  key_hash text not null,
  -- The part people recognise it by.
  prefix text not null,
  scopes text[] not null check (cardinality(scopes) > 0),
  created_by uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (shop_id, key_id),
  unique (shop_id, key_hash),
  foreign key (shop_id, agent_id) references agent (shop_id, agent_id)
);

create table webhook_endpoint (
  shop_id uuid not null references shop (id),
  endpoint_id uuid not null,
  url text not null check (length(url) <= 2000),
  description text not null default '' check (length(description) <= 200),
  events text[] not null check (cardinality(events) > 0),
  -- The secret is derived from the installation's, the endpoint and this number: renewing is counting on.
  secret_version integer not null default 1,
  -- Until then the secret before this one signs, too.
  overlap_until timestamptz,
  state text not null default 'active' check (state in ('active', 'paused', 'disabled')),
  -- Only what happens from here on is told.
  active_since timestamptz not null default now(),
  disabled_at timestamptz,
  -- Since the last success.
  failures integer not null default 0,
  failing_since timestamptz,
  -- Not before this moment: an endpoint that fails is asked less and less often.
  resume_at timestamptz not null default now(),
  lease_token uuid,
  lease_until timestamptz,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  primary key (shop_id, endpoint_id)
);

create table webhook_delivery (
  shop_id uuid not null,
  endpoint_id uuid not null,
  -- Named after the row that it tells of: what is read twice is told once.
  event_key text not null,
  -- The order in which they are sent the first time.
  position bigint generated always as identity,
  event text not null,
  payload jsonb not null,
  occurred_at timestamptz not null,
  state text not null default 'queued' check (state in ('queued', 'delivered', 'failed')),
  attempts integer not null default 0,
  first_tried_at timestamptz,
  due_at timestamptz not null default now(),
  last_status integer,
  last_fault text,
  last_ms integer,
  settled_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (shop_id, endpoint_id, event_key),
  foreign key (shop_id, endpoint_id) references webhook_endpoint (shop_id, endpoint_id) on delete cascade
);
create index webhook_delivery_due on webhook_delivery (shop_id, endpoint_id, position) where state = 'queued';
create index webhook_delivery_newest on webhook_delivery (shop_id, endpoint_id, position);

-- Everything that was written before this moment has been read.
create table webhook_cursor (
  shop_id uuid primary key references shop (id),
  read_until timestamptz not null default now()
);

-- Rows come in the order of time, so a block range says enough; writing one costs next to nothing.
create index message_by_time on message using brin (at) with (pages_per_range = 16, autosummarize = on);
create index audit_by_time on audit using brin (at) with (pages_per_range = 16, autosummarize = on);
create index ticket_score_given on ticket_score (shop_id, scored_at) where scored_at is not null;

select protect_tables();
