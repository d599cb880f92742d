-- What helps an agent: the story of a case in three lines, which hand-overs are still to be summed up, and which macros
-- were sent for what.

-- Set by whoever sorts a case by hand: from then on no model sorts it.
alter table ticket add column is_agent_sorted boolean not null default false;

create table ticket_summary (
  shop_id uuid not null,
  ticket_id uuid not null,
  language text not null,
  wants text not null check (length(wants) <= 1000),
  tried text not null check (length(tried) <= 1000),
  stake text not null check (length(stake) <= 1000),
  -- The last message that it knows of.
  up_to_seq bigint not null,
  model text not null,
  prompt_version text not null,
  written_at timestamptz not null default now(),
  primary key (shop_id, ticket_id, language),
  foreign key (shop_id, ticket_id) references ticket (shop_id, ticket_id)
);

-- One row per ticket that a worker has looked at. When it was sorted and as what tells a case that was opened again from
-- one that somebody has filed otherwise.
create table ticket_brief (
  shop_id uuid not null,
  ticket_id uuid not null,
  attempts integer not null default 1,
  due_at timestamptz not null,
  is_done boolean not null default false,
  sorted_at timestamptz not null,
  category text not null,
  primary key (shop_id, ticket_id),
  foreign key (shop_id, ticket_id) references ticket (shop_id, ticket_id)
);

create table macro_use (
  shop_id uuid not null references shop (id),
  macro_key text not null,
  category text not null,
  used_count integer not null default 0,
  primary key (shop_id, macro_key, category)
);

select protect_tables();
