-- Who is let in: links that invite or reset, second factors, sessions one can tell apart, what a shop asks of everybody.

alter table agent
  add column disabled_at timestamptz;

alter table agent_session
  -- Names a session to people; the hash never leaves the store.
  add column session_id uuid not null default gen_random_uuid(),
  add column device text not null default '',
  add column seen_at timestamptz not null default now();
create unique index agent_session_id on agent_session (shop_id, session_id);
create index agent_session_of on agent_session (shop_id, agent_id);

-- A link works once. Only the hash of its token is kept.
create table access_link (
  shop_id uuid not null references shop (id),
  link_id uuid not null,
  kind text not null check (kind in ('invitation', 'reset')),
  token_hash text not null,
  email text not null,
  role text not null check (role in ('owner', 'merchant', 'agent', 'viewer')),
  -- Whose password it resets.
  agent_id uuid,
  -- Null: from the command line.
  made_by uuid,
  made_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz,
  primary key (shop_id, link_id),
  unique (shop_id, token_hash),
  check ((kind = 'reset') = (agent_id is not null))
);

create table agent_factor (
  shop_id uuid not null,
  agent_id uuid not null,
  -- Encrypted with a key that is made from the installation's secret.
  sealed_key text not null,
  -- The newest step whose code was taken: it and older ones are never taken again.
  last_step bigint not null default 0,
  -- Null: shown to the person, and not proven yet.
  confirmed_at timestamptz,
  primary key (shop_id, agent_id),
  foreign key (shop_id, agent_id) references agent (shop_id, agent_id)
);

-- A used one is deleted.
create table recovery_code (
  shop_id uuid not null,
  agent_id uuid not null,
  code_hash text not null,
  primary key (shop_id, agent_id, code_hash),
  foreign key (shop_id, agent_id) references agent (shop_id, agent_id)
);

create table access_setting (
  shop_id uuid not null references shop (id),
  is_factor_required boolean not null default false,
  primary key (shop_id)
);

-- What somebody holds who is let in no more goes back to the queue.
create index ticket_kept_by on ticket (shop_id, agent_id) where status in ('held', 'pending-buyer', 'snoozed');

select protect_tables();
