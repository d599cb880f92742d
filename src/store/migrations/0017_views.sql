-- Views of the queue that people have saved: a built-in one and what narrows it, for oneself or for the team.

create table saved_view (
  shop_id uuid not null references shop (id),
  view_id uuid not null,
  -- Who made it; theirs alone unless it is shared.
  agent_id uuid not null,
  name text not null check (length(name) between 1 and 120),
  base text not null,
  conditions jsonb not null default '{}',
  is_shared boolean not null default false,
  -- Among the shared ones, or among the agent's own.
  place integer not null,
  created_at timestamptz not null default now(),
  primary key (shop_id, view_id),
  foreign key (shop_id, agent_id) references agent (shop_id, agent_id)
);
create index saved_view_of_agent on saved_view (shop_id, agent_id);

select protect_tables();
