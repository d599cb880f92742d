-- What a message says in the language of whoever deals with it, what an agent wrote before it was translated, in which
-- languages agents read, and how a shop speaks with the buyers of a market.

create table message_translation (
  shop_id uuid not null,
  message_id uuid not null,
  -- Into which.
  language text not null check (language ~ '^[a-z]{2}$'),
  state text not null default 'wanted' check (state in ('wanted', 'made', 'failed')),
  text text check ((state = 'made') = (text is not null)),
  -- What of the original is not found again: a list of kinds and values.
  doubts jsonb not null default '[]',
  reason text,
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  model text,
  prompt_version text,
  changed_at timestamptz not null default now(),
  primary key (shop_id, message_id, language),
  foreign key (shop_id, message_id) references message (shop_id, message_id)
);
create index message_translation_due on message_translation (shop_id, due_at) where state = 'wanted';

-- Up to where a ticket's messages were looked at, and for whom.
create table translation_look (
  shop_id uuid not null,
  ticket_id uuid not null,
  agent_id uuid,
  next_seq bigint not null,
  primary key (shop_id, ticket_id),
  foreign key (shop_id, ticket_id) references ticket (shop_id, ticket_id)
);

-- The words of an agent whose reply was sent in another language. For agents only.
create table own_words (
  shop_id uuid not null,
  message_id uuid not null,
  language text not null check (language ~ '^[a-z]{2}$'),
  text text not null,
  primary key (shop_id, message_id),
  foreign key (shop_id, message_id) references message (shop_id, message_id)
);

create table agent_language (
  shop_id uuid not null,
  agent_id uuid not null,
  -- What the console speaks with the agent; translations are made into it.
  console_language text check (console_language ~ '^[a-z]{2}$'),
  -- Null: those the agent takes tickets in.
  reads text[],
  is_off boolean not null default false,
  primary key (shop_id, agent_id),
  foreign key (shop_id, agent_id) references agent (shop_id, agent_id)
);

-- The shop's own; what ships stands in prompts/manners.yaml, and a row of the same market stands before it.
create table manner (
  shop_id uuid not null references shop (id),
  market text not null check (market ~ '^([a-z]{2}(-[A-Z]{2})?|[A-Z]{2})$'),
  opening text not null,
  formality text not null,
  avoid text[] not null default '{}',
  note text not null default '',
  changed_at timestamptz not null default now(),
  primary key (shop_id, market)
);

select protect_tables();
