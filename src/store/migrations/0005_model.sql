-- What models cost a shop each day, the rungs an answer went through, a shop's voice, and questions proposed by a model.

-- Null: what the installation's settings say.
alter table shop add column voice text check (length(voice) <= 4000);
alter table shop add column model_daily_tokens bigint check (model_daily_tokens >= 0);
alter table shop add column model_daily_cost_micros bigint check (model_daily_cost_micros >= 0);

alter table turn add column steps jsonb not null default '[]';

-- One row per shop and day (UTC). Estimates are added before a call and corrected after it.
create table model_usage (
  shop_id uuid not null references shop (id),
  day date not null,
  tokens bigint not null default 0,
  cost_micros bigint not null default 0,
  calls integer not null default 0,
  refused_calls integer not null default 0,
  -- Set once a day, by whoever passes the mark first: so it is said once, however many processes there are.
  warned_at timestamptz,
  exhausted_at timestamptz,
  primary key (shop_id, day)
);

-- The row lock makes look and write one step. `news` is "warned" or "exhausted" for the one caller who was first.
create function reserve_model_usage(
  p_tokens bigint, p_cost bigint, p_max_tokens bigint, p_max_cost bigint, p_warn_share real
) returns table (day date, is_granted boolean, news text, share real)
language plpgsql as $$
declare
  used model_usage;
  today date := (now() at time zone 'utc')::date;
  after real;
begin
  insert into model_usage as u (shop_id, day) values (current_shop(), today) on conflict do nothing;
  select * into used from model_usage u where u.shop_id = current_shop() and u.day = today for update;
  -- A server that costs nothing is still used when the money is gone.
  if (p_max_tokens is null or used.tokens + p_tokens <= p_max_tokens)
    and (p_max_cost is null or p_cost = 0 or used.cost_micros + p_cost <= p_max_cost) then
    after := greatest(
      coalesce((used.tokens + p_tokens)::real / nullif(p_max_tokens, 0), 0),
      coalesce((used.cost_micros + p_cost)::real / nullif(p_max_cost, 0), 0));
    update model_usage u set tokens = u.tokens + p_tokens, cost_micros = u.cost_micros + p_cost, calls = u.calls + 1,
      warned_at = case when after >= p_warn_share then coalesce(u.warned_at, now()) else u.warned_at end
      where u.shop_id = current_shop() and u.day = today;
    return query select today, true,
      case when used.warned_at is null and after >= p_warn_share then 'warned' end, after;
  else
    update model_usage u set refused_calls = u.refused_calls + 1, exhausted_at = coalesce(u.exhausted_at, now())
      where u.shop_id = current_shop() and u.day = today;
    return query select today, false, case when used.exhausted_at is null then 'exhausted' end, 1::real;
  end if;
end $$;

create table question_proposal (
  shop_id uuid not null references shop (id),
  proposal_id uuid not null default gen_random_uuid(),
  article_key text not null,
  language text not null,
  text text not null,
  state text not null default 'proposed' check (state in ('proposed', 'approved', 'rejected')),
  model text not null,
  prompt_version text not null,
  proposed_at timestamptz not null default now(),
  decided_at timestamptz,
  primary key (shop_id, proposal_id)
);
-- The same words once, whatever their case; what was rejected is not proposed again.
create unique index question_proposal_once on question_proposal (shop_id, article_key, language, lower(text));
create index question_proposal_by_state on question_proposal (shop_id, state, proposed_at);

select protect_tables();
