-- What each message of a new buyer paid for without need. A foreign key to a shop or to its channel account locks that
-- one row for every buyer at once, and three checks of a conversation are read from their text at each change of it.

alter table contact drop constraint contact_shop_id_fkey;
alter table contact_identity drop constraint contact_identity_shop_id_account_id_fkey;
alter table conversation drop constraint conversation_shop_id_account_id_fkey;

-- The half of those keys that can still be broken: nobody at run time may delete a shop.
create function keep_account() returns trigger language plpgsql as $$
begin
  if exists (select 1 from conversation where shop_id = old.shop_id and account_id = old.account_id)
    or exists (select 1 from contact_identity where shop_id = old.shop_id and account_id = old.account_id) then
    raise exception 'channel account % still has conversations', old.account_id using errcode = 'foreign_key_violation';
  end if;
  return old;
end $$;
create trigger keep_account before delete on channel_account for each row execute function keep_account();

alter table conversation
  drop constraint conversation_check,
  drop constraint conversation_check1,
  drop constraint conversation_holder_kind_check,
  -- Held by nobody, waiting for anybody, or with one agent; an agent without a ticket is none of them.
  add constraint conversation_holder check ((holder_kind = case
    when holder_ticket_id is not null then case when holder_agent_id is null then 'queue' else 'agent' end
    when holder_agent_id is null then 'assistant' end) is true);
