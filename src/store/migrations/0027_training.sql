-- Practising. What an agent practises with are rows of another shop, so that what keeps shops apart keeps this apart, too.
alter table shop add column training_of uuid references shop (id);
-- Until when workers look after it; null for a real shop, and while nobody practises.
alter table shop add column training_until timestamptz;
create index shop_training on shop (training_until) where training_until is not null;

create table training_run (
  shop_id uuid not null references shop (id),
  run_id uuid not null,
  agent_id uuid not null,
  practice_shop_id uuid not null references shop (id),
  language text not null,
  reads text not null,
  speed text not null check (speed in ('calm', 'usual', 'brisk')),
  is_mix boolean not null,
  started_at timestamptz not null,
  -- The run's own clock, which stands still while nobody serves; moved by one worker at a time.
  clock_ms bigint not null default 0,
  ticked_at timestamptz not null,
  progress jsonb not null,
  ended_at timestamptz,
  ended_by text check (ended_by in ('agent', 'time', 'new-run')),
  score integer check (score between 0 and 100),
  card jsonb,
  comment text,
  primary key (shop_id, run_id),
  foreign key (shop_id, agent_id) references agent (shop_id, agent_id),
  check ((ended_at is null) = (card is null))
);
create unique index training_run_open on training_run (shop_id, agent_id) where ended_at is null;
create index training_run_of_agent on training_run (shop_id, agent_id, started_at desc);
create index training_run_newest on training_run (shop_id, started_at desc);

-- A session practises while its run is open, so ending the run is the way back for all of them.
alter table agent_session add column training_run_id uuid;

select protect_tables();
