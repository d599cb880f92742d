-- Texts of incidents that two people may change at once.

alter table incident
  -- Moves by one with every change of the texts: who writes names the one they were looking at.
  add column texts_version integer not null default 1,
  -- Null: nobody has changed what was declared.
  add column texts_by uuid,
  add column texts_at timestamptz;

select protect_tables();
