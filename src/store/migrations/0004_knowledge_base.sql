-- Versions of articles with their review, questions nobody could answer, and what buyers thought of answers.

-- The table `article` holds what the files say. A published version here stands before it; a published withdrawal hides it.
create table article_version (
  shop_id uuid not null references shop (id),
  version_id uuid not null,
  article_key text not null check (article_key ~ '^[a-z0-9][a-z0-9-]{0,59}$'),
  language text not null,
  number integer not null,
  state text not null check (state in ('draft', 'in-review', 'published', 'archived')),
  is_withdrawal boolean not null default false,
  title text not null,
  url text,
  questions jsonb not null default '[]',
  tags jsonb not null default '[]',
  body text not null,
  reviewed_until date,
  source jsonb not null,
  -- Null: the program itself, an import or a model's proposal.
  author_id uuid,
  reason text not null,
  created_at timestamptz not null default now(),
  published_at timestamptz,
  moved_at timestamptz not null default now(),
  moved_by uuid,
  move_reason text not null default '',
  primary key (shop_id, version_id),
  unique (shop_id, article_key, language, number)
);
create unique index article_version_published on article_version (shop_id, article_key, language)
  where state = 'published';
create unique index article_version_open on article_version (shop_id, article_key, language)
  where state in ('draft', 'in-review');
create index article_version_of_import on article_version (shop_id, (source ->> 'sourceKey'))
  where source ->> 'kind' = 'import';

create table knowledge_setting (
  shop_id uuid not null references shop (id),
  expired text not null default 'mark' check (expired in ('mark', 'withhold')),
  warn_days integer not null default 30 check (warn_days between 0 and 365),
  has_ratings boolean not null default true,
  primary key (shop_id)
);

-- Why a turn was handed over; with it the turns that lacked knowledge can be told from those that lacked a model.
alter table turn add column reason text;

-- Questions that wanted the same thing and found no answer.
create table question_group (
  shop_id uuid not null references shop (id),
  group_id uuid not null,
  state text not null default 'open' check (state in ('open', 'drafted', 'done', 'dismissed')),
  -- The article written for it, or, before that, the nearest one that was found.
  article_key text,
  nearest_key text,
  language text not null,
  sample text not null,
  created_at timestamptz not null default now(),
  done_at timestamptz,
  done_by uuid,
  primary key (shop_id, group_id)
);
create index question_group_by_state on question_group (shop_id, state, created_at);

-- One row for each turn that lacked knowledge: the words are masked, they outlive the conversation's retention.
create table unanswered_question (
  shop_id uuid not null,
  turn_id uuid not null,
  group_id uuid not null,
  conversation_id uuid not null,
  language text not null,
  text text not null,
  outcome text not null,
  asked_at timestamptz not null,
  primary key (shop_id, turn_id),
  foreign key (shop_id, group_id) references question_group (shop_id, group_id)
);
create index unanswered_question_of_group on unanswered_question (shop_id, group_id, asked_at);
-- What the last weeks brought, by article or by what was not answered.
create index turn_by_time on turn (shop_id, finished_at);

-- One rating per answer; the last tap counts.
create table answer_rating (
  shop_id uuid not null,
  outbound_id uuid not null,
  conversation_id uuid not null,
  rating text not null check (rating in ('up', 'down')),
  rated_at timestamptz not null default now(),
  primary key (shop_id, outbound_id),
  foreign key (shop_id, outbound_id) references outbox (shop_id, outbound_id)
);

select protect_tables();
