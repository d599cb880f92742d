-- Replies that agents send often. What ships with the program stands in prompts/macros; a row of the same key stands
-- before it, or hides it.

create table macro (
  shop_id uuid not null references shop (id),
  macro_key text not null check (macro_key ~ '^[a-z0-9][a-z0-9-]{0,59}$'),
  -- By language.
  names jsonb not null default '{}',
  texts jsonb not null default '{}',
  actions jsonb not null default '{}',
  is_hidden boolean not null default false,
  used_count integer not null default 0,
  changed_at timestamptz not null default now(),
  primary key (shop_id, macro_key)
);

select protect_tables();
