-- After the case: why buyers scored as they did, in groups, and what a colleague says who reviews how it was dealt with.

-- Words of buyers that say the same. Which ones they are stands with the scores: nothing a buyer wrote is kept twice.
create table score_reason (
  shop_id uuid not null references shop (id),
  reason_id uuid not null,
  subject text not null,
  -- What the knowledge has that comes nearest, the same in every language.
  nearest_key text,
  found_at timestamptz not null default now(),
  primary key (shop_id, reason_id)
);
-- Null: its words were not looked at yet, or have become more since.
alter table ticket_score
  add column reason_id uuid,
  add foreign key (shop_id, reason_id) references score_reason (shop_id, reason_id);
create index ticket_score_unsorted on ticket_score (shop_id, scored_at) where comment is not null and reason_id is null;
create index ticket_score_reason on ticket_score (shop_id, reason_id, scored_at) where reason_id is not null;

-- What is looked at in a review, and how much each counts. A card that is changed is a new one.
create table review_card (
  shop_id uuid not null references shop (id),
  version integer not null check (version > 0),
  -- A list of key, weight, and the shop's own name and hint; without them the console's words for the key.
  criteria jsonb not null,
  -- Null: as it ships.
  saved_by uuid,
  saved_at timestamptz not null default now(),
  primary key (shop_id, version)
);
create function keep_card() returns trigger language plpgsql as $$
begin
  raise exception 'a score card stays as it is: reviews were written by it' using errcode = 'restrict_violation';
end $$;
create trigger keep_card before update or delete on review_card for each row execute function keep_card();

-- A sample and how it came about: the same seed draws the same cases from the same ones.
create table review_draw (
  shop_id uuid not null references shop (id),
  draw_id uuid not null,
  seed text not null check (length(seed) between 1 and 80),
  resolved_from timestamptz not null,
  resolved_until timestamptz not null,
  per_agent integer not null,
  drawn_by uuid not null,
  drawn_at timestamptz not null default now(),
  primary key (shop_id, draw_id)
);

create table ticket_review (
  shop_id uuid not null,
  review_id uuid not null default gen_random_uuid(),
  ticket_id uuid not null,
  -- Who dealt with the case.
  agent_id uuid not null,
  draw_id uuid not null,
  why text not null check (why in ('bad-score', 'broken-promise', 'chance')),
  state text not null default 'drawn' check (state in ('drawn', 'done', 'skipped')),
  reviewer_id uuid,
  reviewed_at timestamptz,
  card_version integer,
  -- Out of 100, by the weights of its card.
  points real check (points between 0 and 100),
  comment text not null default '' check (length(comment) <= 4000),
  answer text check (length(answer) <= 4000),
  answered_at timestamptz,
  primary key (shop_id, review_id),
  -- A case is reviewed once.
  unique (shop_id, ticket_id),
  foreign key (shop_id, ticket_id) references ticket (shop_id, ticket_id),
  foreign key (shop_id, agent_id) references agent (shop_id, agent_id),
  foreign key (shop_id, reviewer_id) references agent (shop_id, agent_id),
  foreign key (shop_id, draw_id) references review_draw (shop_id, draw_id),
  foreign key (shop_id, card_version) references review_card (shop_id, version),
  constraint review_of_others_reviewer_id check (reviewer_id <> agent_id),
  constraint review_over_reviewed_at check ((state = 'drawn') = (reviewed_at is null)),
  constraint review_done_points_card_version check (num_nonnulls(points, card_version) = case state when 'done' then 2 else 0 end),
  constraint review_answer_answered_at check ((answer is null) = (answered_at is null))
);
create index ticket_review_open on ticket_review (shop_id, review_id) where state = 'drawn';
create index ticket_review_done on ticket_review (shop_id, agent_id, reviewed_at) where state = 'done';

create table review_mark (
  shop_id uuid not null,
  review_id uuid not null,
  criterion_key text not null,
  mark text not null check (mark in ('met', 'partly', 'not-met', 'not-applicable')),
  comment text not null default '' check (length(comment) <= 2000),
  primary key (shop_id, review_id, criterion_key),
  foreign key (shop_id, review_id) references ticket_review (shop_id, review_id)
);

select protect_tables();
