-- The desk where people work: what a ticket is about, notes, the shop's promises, who is at work, and what falls due.

alter table ticket
  add column category text not null default 'other' check (category in ('delivery', 'damaged', 'wrong-item',
    'missing-item', 'return', 'refund', 'payment', 'order-change', 'product', 'account', 'safety', 'legal', 'other')),
  add column tags text[] not null default '{}',
  add column snoozed_until timestamptz,
  add column warned_at timestamptz,
  add column breached_at timestamptz,
  add constraint ticket_snoozed check ((status = 'snoozed') = (snoozed_until is not null));
create index ticket_of_conversation on ticket (shop_id, conversation_id, number);
create index ticket_of_agent on ticket (shop_id, agent_id) where status in ('held', 'pending-buyer', 'snoozed');
create index ticket_first_replies on ticket (shop_id, first_replied_at) where first_replied_at is not null;

-- What agents tell one another; a buyer never sees it.
create table ticket_note (
  shop_id uuid not null,
  note_id uuid not null,
  ticket_id uuid not null,
  agent_id uuid not null,
  text text not null check (length(text) <= 8000),
  mentions uuid[] not null default '{}',
  at timestamptz not null default now(),
  primary key (shop_id, note_id),
  foreign key (shop_id, ticket_id) references ticket (shop_id, ticket_id),
  foreign key (shop_id, agent_id) references agent (shop_id, agent_id)
);
create index ticket_note_of_ticket on ticket_note (shop_id, ticket_id, at);

create table desk_setting (
  shop_id uuid primary key references shop (id),
  -- Only what differs from the defaults.
  settings jsonb not null default '{}'
);

-- Whether an agent takes tickets, and which. No row: nothing is assigned to them.
create table agent_desk (
  shop_id uuid not null,
  agent_id uuid not null,
  availability text not null default 'away' check (availability in ('available', 'away')),
  languages text[] not null default '{}',
  skills text[] not null default '{}',
  -- Null: the shop's.
  capacity integer check (capacity between 0 and 1000),
  -- The last sign of life: an open console, an answer, a tap.
  seen_at timestamptz,
  primary key (shop_id, agent_id),
  foreign key (shop_id, agent_id) references agent (shop_id, agent_id)
);

-- What happens to a ticket by itself, and when. A worker pushes `due_at` ahead while it acts, and what it writes removes
-- the row: a timer whose worker dies rings again.
create table ticket_timer (
  shop_id uuid not null,
  ticket_id uuid not null,
  kind text not null check (kind in ('warn', 'breach', 'wake', 'close', 'ask-score', 'follow-up')),
  due_at timestamptz not null,
  primary key (shop_id, ticket_id, kind),
  foreign key (shop_id, ticket_id) references ticket (shop_id, ticket_id)
);
create index ticket_timer_due on ticket_timer (shop_id, due_at);

select protect_tables();
