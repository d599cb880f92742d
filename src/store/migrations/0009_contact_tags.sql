-- What people note of a contact, "vip" above all, and the way from a contact to its cases.

alter table contact add column tags text[] not null default '{}';
create index conversation_of_contact on conversation (shop_id, contact_id);
