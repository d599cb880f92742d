-- Who waits for a person is told where they stand, and again when they ask, but not all the time.

alter table ticket_timer drop constraint ticket_timer_kind_check;
alter table ticket_timer add constraint ticket_timer_kind_check
  check (kind in ('warn', 'breach', 'wake', 'close', 'ask-score', 'follow-up', 'tell-place'));
-- Null: not told yet, or not to be told.
alter table ticket add column place_told_at timestamptz;
