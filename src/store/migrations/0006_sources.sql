-- Pages and sitemaps from which articles are imported again on a schedule, and what is remembered of each page.

create table knowledge_source (
  shop_id uuid not null references shop (id),
  source_id uuid not null,
  kind text not null check (kind in ('page', 'sitemap')),
  url text not null check (length(url) <= 2000),
  language text,
  every_ms bigint check (every_ms >= 60000),
  publishes boolean not null default false,
  next_due_at timestamptz,
  last_run_at timestamptz,
  last_outcome text,
  created_at timestamptz not null default now(),
  primary key (shop_id, source_id),
  unique (shop_id, kind, url)
);
create index knowledge_source_due on knowledge_source (shop_id, next_due_at) where next_due_at is not null;

create table source_page (
  shop_id uuid not null,
  source_id uuid not null,
  url text not null check (length(url) <= 2000),
  etag text,
  last_modified text,
  primary key (shop_id, source_id, url),
  foreign key (shop_id, source_id) references knowledge_source (shop_id, source_id) on delete cascade
);

select protect_tables();
