-- What agents look for by words: each conversation, contact, note and article is a document, and each term knows the
-- documents that hold it. Written behind the messages by a worker, never in the transaction that stores one.

create table search_document (
  shop_id uuid not null references shop (id),
  -- 1 conversation, 2 contact, 3 note, 4 article.
  kind smallint not null check (kind between 1 and 4),
  subject_id uuid not null,
  -- Its place among the bits of the postings.
  number integer not null,
  -- Of an article: key and language.
  subject_key text,
  -- Of a conversation: what was said up to here is in the postings.
  read_until bigint not null default 0,
  -- Changes when what it was read from changes.
  mark text not null default '',
  last_at timestamptz not null default now(),
  primary key (shop_id, kind, subject_id)
);
create unique index search_document_number on search_document (shop_id, kind, number);
create index search_document_newest on search_document (shop_id, kind, last_at);

-- Under row-level security an index serves only operators that leak nothing: none of full text search, LIKE or arrays
-- does, equality and order of a plain column do. A row holds 256 documents as bits, so that a word which everybody
-- uses is a few hundred rows of 40 bytes instead of a hundred thousand. No foreign key: it would cost a look at the
-- shop's row for each term.
create table search_posting (
  shop_id uuid not null,
  kind smallint not null,
  -- Bytes in order, so that what begins with a word is a range.
  term text collate "C" not null,
  block integer not null,
  documents bit(256) not null,
  primary key (shop_id, kind, term, block)
) with (fillfactor = 80);

-- The next number; its row is locked by whoever writes documents of that kind.
create table search_counter (
  shop_id uuid not null references shop (id),
  kind smallint not null,
  next_number integer not null default 0,
  primary key (shop_id, kind)
);

-- What a buyer who is forgotten said up to here, and what was noted until then, is not found again, however often the
-- three tables above are filled anew. Unlike them it is part of a backup.
create table search_forgotten (
  shop_id uuid not null,
  conversation_id uuid not null,
  until_seq bigint not null,
  at timestamptz not null default now(),
  primary key (shop_id, conversation_id),
  foreign key (shop_id, conversation_id) references conversation (shop_id, conversation_id)
);

-- Numbers of orders and parcels while they are typed.
create index shop_order_by_number_start on shop_order (shop_id, number_key collate "C");
create index parcel_by_tracking_start on parcel (shop_id, tracking_key collate "C") where tracking_key is not null;

select protect_tables();
