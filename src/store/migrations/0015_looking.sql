-- What an incident has looked at is not looked at again each second; a ticket that is sorted anew, or opened again, is.
alter table ticket add column sorted_at timestamptz not null default now();
create index ticket_sorted on ticket (shop_id, sorted_at);
alter table incident add column looked_until timestamptz;

select protect_tables();
