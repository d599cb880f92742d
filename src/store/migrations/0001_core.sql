-- The tables of record: shops, contacts, conversations, inbox, turns, outbox, tickets, knowledge, agents, audit.
-- Every table with shop_id is protected by the policy at the end of this file.

create function current_shop() returns uuid language sql stable
  as $$ select nullif(current_setting('dragoman.shop_id', true), '')::uuid $$;

create table shop (
  id uuid primary key default gen_random_uuid(),
  key text not null unique check (key ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  name text not null,
  default_language text not null,
  languages text[] not null,
  widget_origins text[] not null default '{}',
  next_ticket_number integer not null default 1,
  created_at timestamptz not null default now()
);

create table channel_account (
  shop_id uuid not null references shop (id),
  account_id uuid not null default gen_random_uuid(),
  channel text not null,
  account_key text not null,
  created_at timestamptz not null default now(),
  primary key (shop_id, account_id),
  -- Over all shops: one bot speaks for one shop.
  unique (channel, account_key)
);

create table channel_state (
  shop_id uuid not null,
  account_id uuid not null,
  state_key text not null,
  value jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (shop_id, account_id, state_key),
  foreign key (shop_id, account_id) references channel_account (shop_id, account_id)
);

create table contact (
  shop_id uuid not null references shop (id),
  contact_id uuid not null default gen_random_uuid(),
  display_name text,
  created_at timestamptz not null default now(),
  primary key (shop_id, contact_id)
);

create table contact_identity (
  shop_id uuid not null,
  account_id uuid not null,
  sender_key text not null,
  contact_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (shop_id, account_id, sender_key),
  foreign key (shop_id, account_id) references channel_account (shop_id, account_id),
  foreign key (shop_id, contact_id) references contact (shop_id, contact_id)
);

create table conversation (
  shop_id uuid not null,
  conversation_id uuid not null default gen_random_uuid(),
  contact_id uuid not null,
  account_id uuid not null,
  thread_key text not null,
  language text,
  is_language_chosen boolean not null default false,
  locale_hint text,
  holder_kind text not null default 'assistant' check (holder_kind in ('assistant', 'queue', 'agent')),
  holder_ticket_id uuid,
  holder_agent_id uuid,
  epoch bigint not null default 1,
  next_seq bigint not null default 1,
  memory_from_seq bigint not null default 1,
  clarify_count integer not null default 0,
  pending_count integer not null default 0,
  -- Null when the buyer has nothing unsettled; the sweep finds work by this column alone.
  pending_due_at timestamptz,
  lease_token uuid,
  lease_until timestamptz,
  created_at timestamptz not null default now(),
  primary key (shop_id, conversation_id),
  unique (shop_id, account_id, thread_key),
  foreign key (shop_id, account_id) references channel_account (shop_id, account_id),
  foreign key (shop_id, contact_id) references contact (shop_id, contact_id),
  check ((holder_kind = 'assistant') = (holder_ticket_id is null)),
  check ((holder_kind = 'agent') = (holder_agent_id is not null))
);
create index conversation_pending on conversation (shop_id, pending_due_at) where pending_due_at is not null;

create table message (
  shop_id uuid not null,
  message_id uuid not null default gen_random_uuid(),
  conversation_id uuid not null,
  seq bigint not null,
  speaker text not null check (speaker in ('buyer', 'assistant', 'agent', 'notice')),
  agent_id uuid,
  text text not null,
  parts jsonb not null default '[]',
  language text,
  choices jsonb not null default '[]',
  sources jsonb not null default '[]',
  turn_id uuid,
  at timestamptz not null default now(),
  primary key (shop_id, message_id),
  unique (shop_id, conversation_id, seq),
  foreign key (shop_id, conversation_id) references conversation (shop_id, conversation_id)
);

-- One row per message of a platform: the primary key is what makes a redelivery harmless.
create table inbox (
  shop_id uuid not null,
  account_id uuid not null,
  external_id text not null,
  conversation_id uuid not null,
  message_id uuid not null,
  seq bigint not null,
  sender_key text not null,
  sender_name text,
  locale text,
  sent_at timestamptz not null,
  attempts integer not null default 0,
  received_at timestamptz not null default now(),
  settled_at timestamptz,
  fault text,
  primary key (shop_id, account_id, external_id),
  foreign key (shop_id, message_id) references message (shop_id, message_id)
);
create index inbox_unsettled on inbox (shop_id, conversation_id, seq) where settled_at is null;

create table turn (
  shop_id uuid not null,
  turn_id uuid not null,
  conversation_id uuid not null,
  first_seq bigint not null,
  last_seq bigint not null,
  attempt integer not null,
  outcome text not null,
  confidence real,
  article_keys text[] not null default '{}',
  written_by text,
  prompt_version text,
  model text,
  fault text,
  started_at timestamptz not null,
  finished_at timestamptz not null default now(),
  primary key (shop_id, turn_id)
);
create index turn_of_conversation on turn (shop_id, conversation_id, first_seq);

-- outbound_id is a hash of the cause: one cause is one row, for ever.
create table outbox (
  shop_id uuid not null,
  outbound_id uuid not null,
  conversation_id uuid not null,
  account_id uuid not null,
  message_id uuid not null,
  seq bigint not null,
  speaker text not null,
  epoch bigint not null,
  cause jsonb not null,
  state text not null default 'queued'
    check (state in ('queued', 'sending', 'delivered', 'refused', 'unknown', 'cancelled')),
  attempts integer not null default 0,
  -- When queued: not before this moment. When sending: when the lease of the sender ends.
  due_at timestamptz not null default now(),
  lease_token uuid,
  is_maybe_duplicate boolean not null default false,
  external_id text,
  fault text,
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  primary key (shop_id, outbound_id),
  foreign key (shop_id, message_id) references message (shop_id, message_id)
);
create index outbox_open_by_conversation on outbox (shop_id, conversation_id, seq) where state in ('queued', 'sending');
create index outbox_due on outbox (shop_id, due_at) where state in ('queued', 'sending');
create index outbox_by_message on outbox (shop_id, message_id);

create table ticket (
  shop_id uuid not null,
  ticket_id uuid not null,
  number integer not null,
  conversation_id uuid not null,
  status text not null
    check (status in ('waiting', 'held', 'pending-buyer', 'snoozed', 'resolved', 'closed')),
  reason text not null,
  priority text not null check (priority in ('urgent', 'high', 'normal', 'low')),
  note text not null,
  language text not null,
  agent_id uuid,
  opened_at timestamptz not null,
  first_reply_due_at timestamptz not null,
  first_replied_at timestamptz,
  resolved_at timestamptz,
  primary key (shop_id, ticket_id),
  unique (shop_id, number),
  foreign key (shop_id, conversation_id) references conversation (shop_id, conversation_id)
);
create unique index ticket_one_open on ticket (shop_id, conversation_id) where status not in ('resolved', 'closed');
create index ticket_by_status on ticket (shop_id, status, opened_at);

create table feed_thread (
  shop_id uuid not null,
  account_id uuid not null,
  thread_key text not null,
  last_cursor bigint not null,
  primary key (shop_id, account_id, thread_key)
);

create table feed_entry (
  shop_id uuid not null,
  account_id uuid not null,
  thread_key text not null,
  cursor bigint not null,
  entry_key text not null,
  payload jsonb not null,
  at timestamptz not null default now(),
  primary key (shop_id, account_id, thread_key, cursor),
  unique (shop_id, account_id, thread_key, entry_key)
);

create table article (
  shop_id uuid not null references shop (id),
  article_key text not null,
  language text not null,
  title text not null,
  url text,
  questions jsonb not null default '[]',
  tags jsonb not null default '[]',
  body text not null,
  reviewed_until date,
  origin text not null,
  fingerprint text not null,
  updated_at timestamptz not null default now(),
  primary key (shop_id, article_key, language)
);

-- Keyed by the text itself: an unchanged passage is never embedded twice, wherever it stands.
create table passage_vector (
  shop_id uuid not null references shop (id),
  model text not null,
  text_hash text not null,
  vector real[] not null,
  primary key (shop_id, model, text_hash)
);

create table agent (
  shop_id uuid not null references shop (id),
  agent_id uuid not null,
  email text not null,
  name text not null,
  role text not null check (role in ('owner', 'merchant', 'agent', 'viewer')),
  password_hash text not null,
  created_at timestamptz not null default now(),
  primary key (shop_id, agent_id)
);
create unique index agent_email on agent (shop_id, lower(email));

create table agent_session (
  shop_id uuid not null,
  session_hash text not null,
  agent_id uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (shop_id, session_hash),
  foreign key (shop_id, agent_id) references agent (shop_id, agent_id)
);

-- Append-only: the runtime role may insert and read, never change.
create table audit (
  shop_id uuid not null references shop (id),
  audit_id bigint generated always as identity,
  at timestamptz not null default now(),
  actor_kind text not null,
  agent_id uuid,
  conversation_id uuid,
  action text not null,
  detail jsonb not null default '{}',
  primary key (shop_id, audit_id)
);

-- The fence of a turn: locks the conversation's row, and fails unless lease and epoch are still what the turn began with.
create function hold_turn(p_conversation uuid, p_lease uuid, p_epoch bigint, p_most_pending integer)
returns void language plpgsql as $$
begin
  perform 1 from conversation
    where shop_id = current_shop() and conversation_id = p_conversation and lease_token = p_lease and epoch = p_epoch
      and pending_count <= p_most_pending
    for update;
  if not found then
    raise exception 'the turn was overtaken' using errcode = 'DR001';
  end if;
end $$;

-- Run at the end of every migration that adds a table.
create function protect_tables() returns void language plpgsql as $$
declare
  name text;
begin
  for name in
    select c.relname from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'shop_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('drop policy if exists by_shop on %I', name);
    execute format(
      'create policy by_shop on %I using (shop_id = (select current_shop())) with check (shop_id = (select current_shop()))',
      name);
    execute format('grant select, insert, update, delete on %I to dragoman_runtime', name);
  end loop;
  grant select, insert, update on shop to dragoman_runtime;
  revoke update, delete, truncate on audit from dragoman_runtime;
end $$;

select protect_tables();
