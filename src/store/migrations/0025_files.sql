-- Files to buyers and from them. Bytes are kept once a shop, in pieces small enough to be read without holding a file.

create table kept_file (
  shop_id uuid not null references shop (id),
  sha256 text not null check (sha256 <> ''),
  -- By the bytes, never by a name or by what somebody says.
  media_type text not null,
  bytes integer not null check (bytes > 0),
  kept_at timestamptz not null default now(),
  primary key (shop_id, sha256)
);

create table kept_chunk (
  shop_id uuid not null,
  sha256 text not null,
  position integer not null,
  content bytea not null,
  primary key (shop_id, sha256, position),
  foreign key (shop_id, sha256) references kept_file (shop_id, sha256) on delete cascade
);
-- Images and PDF are compressed already.
alter table kept_chunk alter column content set storage external;

-- Beside a reply that is not sent yet; a day later nobody is about to send it any more.
create table file_upload (
  shop_id uuid not null,
  upload_id uuid not null,
  agent_id uuid not null,
  sha256 text not null,
  name text not null,
  uploaded_at timestamptz not null default now(),
  primary key (shop_id, agent_id, upload_id),
  foreign key (shop_id, sha256) references kept_file (shop_id, sha256)
);
create index file_upload_file on file_upload (shop_id, sha256);

-- The place is the part's among the message's parts.
create table message_file (
  shop_id uuid not null,
  message_id uuid not null,
  position integer not null,
  sha256 text not null,
  name text not null,
  primary key (shop_id, message_id, position),
  foreign key (shop_id, message_id) references message (shop_id, message_id),
  foreign key (shop_id, sha256) references kept_file (shop_id, sha256)
);
create index message_file_file on message_file (shop_id, sha256);

-- A send that carries files takes longer than one of words: its lease, too.
alter table outbox add column extra_ms integer not null default 0;

select protect_tables();
