-- Where a shop's people work without the console: a group or channel of a platform, one thread per ticket, and a ledger
-- of what was posted there, so that nothing is posted twice or lost.

create table staff_desk (
  shop_id uuid not null references shop (id),
  desk_id uuid not null,
  account_id uuid not null,
  place_key text not null check (length(place_key) between 1 and 200),
  place_name text not null,
  language text not null check (language in ('en', 'es', 'ar', 'zh')),
  -- What the platform does not let us do; null while all is well.
  fault text,
  -- Of a generic cell rate: when the next post would go at an even pace.
  paced_at timestamptz not null default now(),
  -- The platform said "later", or something is broken and is tried again then.
  held_until timestamptz,
  linked_by uuid not null,
  linked_at timestamptz not null default now(),
  unlinked_at timestamptz,
  primary key (shop_id, desk_id),
  foreign key (shop_id, account_id) references channel_account (shop_id, account_id),
  foreign key (shop_id, linked_by) references agent (shop_id, agent_id)
);
create unique index staff_desk_place on staff_desk (shop_id, account_id, place_key) where unlinked_at is null;

create table staff_account (
  shop_id uuid not null,
  account_id uuid not null,
  sender_key text not null check (length(sender_key) between 1 and 200),
  sender_name text not null,
  agent_id uuid not null,
  linked_at timestamptz not null default now(),
  primary key (shop_id, account_id, sender_key),
  foreign key (shop_id, account_id) references channel_account (shop_id, account_id),
  foreign key (shop_id, agent_id) references agent (shop_id, agent_id)
);

-- A code is shown once in the console; only its hash is kept.
create table staff_code (
  shop_id uuid not null,
  code_hash uuid not null,
  kind text not null check (kind in ('desk', 'account')),
  agent_id uuid not null,
  language text not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (shop_id, code_hash),
  foreign key (shop_id, agent_id) references agent (shop_id, agent_id)
);

create table staff_thread (
  shop_id uuid not null,
  thread_id uuid not null,
  desk_id uuid not null,
  ticket_id uuid not null,
  conversation_id uuid not null,
  -- Null until the platform has made it, and again when somebody has deleted it.
  thread_key text,
  card_key text,
  -- Messages up to here are posted or queued.
  mirrored_seq bigint not null,
  -- Status, agent, priority and subject as the thread tells them.
  shown jsonb not null,
  next_place integer not null default 1,
  -- Deleted by hand so often; the second time it stays deleted.
  lost_count integer not null default 0,
  is_live boolean not null default true,
  lease_token uuid,
  -- Of who posts now; or "not before", when the platform said "later".
  lease_until timestamptz,
  created_at timestamptz not null default now(),
  primary key (shop_id, thread_id),
  unique (shop_id, desk_id, ticket_id),
  unique (shop_id, desk_id, thread_key),
  foreign key (shop_id, desk_id) references staff_desk (shop_id, desk_id),
  foreign key (shop_id, ticket_id) references ticket (shop_id, ticket_id)
);
create index staff_thread_live on staff_thread (shop_id, desk_id) where is_live;

-- post_id is a hash of thread and cause: one cause stands in a thread once. Words are kept only until they are posted.
create table staff_post (
  shop_id uuid not null,
  post_id uuid not null,
  thread_id uuid not null,
  place integer not null,
  kind text not null check (kind in ('thread', 'card', 'message', 'note', 'state', 'hint', 'face', 'said')),
  body jsonb not null default '{}',
  state text not null default 'queued' check (state in ('queued', 'sending', 'delivered', 'refused', 'unknown')),
  -- Posts that went out as one; tried again, they go as the same one.
  batch_id uuid,
  attempts integer not null default 0,
  is_maybe_duplicate boolean not null default false,
  -- Which message of the platform it is; for what somebody of the team said, theirs.
  external_key text,
  outbound_id uuid,
  receipt text check (receipt in ('delivered', 'failed')),
  fault text,
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  primary key (shop_id, post_id),
  unique (shop_id, thread_id, place),
  foreign key (shop_id, thread_id) references staff_thread (shop_id, thread_id)
);
create index staff_post_open on staff_post (shop_id, thread_id, place) where state in ('queued', 'sending');
create index staff_post_unreceipted on staff_post (shop_id, created_at) where outbound_id is not null and receipt is null;
create index staff_post_key on staff_post (shop_id, thread_id, external_key) where external_key is not null;

-- What the team did, kept before it is acknowledged. `event` is emptied once it has been dealt with.
create table staff_event (
  shop_id uuid not null,
  account_id uuid not null,
  external_id text not null check (length(external_id) between 1 and 200),
  sender_key text not null,
  event jsonb not null,
  received_at timestamptz not null default now(),
  -- Whoever deals with it has until then.
  lease_until timestamptz not null,
  attempts integer not null default 1,
  settled_at timestamptz,
  outcome text,
  primary key (shop_id, account_id, external_id),
  foreign key (shop_id, account_id) references channel_account (shop_id, account_id)
);
create index staff_event_open on staff_event (shop_id, lease_until) where settled_at is null;
create index staff_event_of_sender on staff_event (shop_id, account_id, sender_key, received_at) where outcome = 'wrong-code';

select protect_tables();
