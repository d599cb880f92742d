-- Something that went wrong for many at once: what buyers are told, which tickets belong to it, and who was told what.

create table incident (
  shop_id uuid not null references shop (id),
  incident_id uuid not null,
  status text not null default 'open' check (status in ('open', 'closed')),
  -- By language: title, answer, apology, closing.
  texts jsonb not null,
  categories text[] not null default '{}',
  places text[] not null default '{}',
  words text[] not null default '{}',
  article_key text not null,
  declared_by uuid not null,
  declared_at timestamptz not null default now(),
  -- From here on those affected are told.
  approved_by uuid,
  approved_at timestamptz,
  closed_by uuid,
  closed_at timestamptz,
  primary key (shop_id, incident_id),
  check (cardinality(categories) + cardinality(places) + cardinality(words) > 0)
);
create index incident_open on incident (shop_id) where status = 'open';

create table incident_ticket (
  shop_id uuid not null,
  incident_id uuid not null,
  ticket_id uuid not null,
  linked_at timestamptz not null default now(),
  opening_told_at timestamptz,
  closing_told_at timestamptz,
  primary key (shop_id, incident_id, ticket_id),
  foreign key (shop_id, incident_id) references incident (shop_id, incident_id),
  foreign key (shop_id, ticket_id) references ticket (shop_id, ticket_id)
);

select protect_tables();
