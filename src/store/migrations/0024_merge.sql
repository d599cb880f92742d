-- Tickets of one buyer that are one case: which went into which, and what they were before. And a promise made anew.

alter table ticket
  add column merged_into uuid,
  -- Since then the buyer waits again: what was answered before answers nothing of it.
  add column reopened_at timestamptz,
  add constraint ticket_merged check (merged_into is null or (status = 'closed' and merged_into <> ticket_id)),
  -- Deferred: a backup is written in any order.
  add constraint ticket_merged_into_fkey foreign key (shop_id, merged_into) references ticket (shop_id, ticket_id)
    deferrable initially deferred;
create index ticket_merged_into on ticket (shop_id, merged_into) where merged_into is not null;

create table ticket_merge (
  shop_id uuid not null,
  merge_id uuid not null,
  -- The one that goes on.
  ticket_id uuid not null,
  merged_by uuid not null,
  merged_at timestamptz not null default now(),
  undone_by uuid,
  undone_at timestamptz,
  -- Everything that undoing brings back; no word of a buyer.
  before jsonb not null,
  primary key (shop_id, merge_id),
  foreign key (shop_id, ticket_id) references ticket (shop_id, ticket_id),
  foreign key (shop_id, merged_by) references agent (shop_id, agent_id),
  check ((undone_by is null) = (undone_at is null))
);
create index ticket_merge_of_ticket on ticket_merge (shop_id, ticket_id, merged_at);

-- Which cases belong together: by the buyer that a page vouches for, by an order, by an incident.
create index buyer_identity_of_subject on buyer_identity (shop_id, subject);
create index order_proof_of_order on order_proof (shop_id, order_id);
create index proposal_of_order on proposal (shop_id, order_id) where order_id is not null;
create index incident_ticket_of_ticket on incident_ticket (shop_id, ticket_id);

select protect_tables();
