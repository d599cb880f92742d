-- What is over is listed by when it was.
create index ticket_over on ticket (shop_id, resolved_at desc nulls last, number desc) where status in ('resolved', 'closed');

select protect_tables();
