-- What buyers think of a case once it is over. The row is made when they are asked; without an answer it stays empty.

create table ticket_score (
  shop_id uuid not null,
  ticket_id uuid not null,
  -- Who had resolved it: a case that is reopened belongs to nobody for a while.
  agent_id uuid,
  score integer check (score between 1 and 5),
  comment text check (length(comment) <= 8000),
  asked_at timestamptz not null default now(),
  scored_at timestamptz,
  primary key (shop_id, ticket_id),
  foreign key (shop_id, ticket_id) references ticket (shop_id, ticket_id),
  foreign key (shop_id, agent_id) references agent (shop_id, agent_id),
  check ((score is null) = (scored_at is null))
);
create index ticket_score_asked on ticket_score (shop_id, asked_at);

select protect_tables();
