-- Gaps take the course of like days, and people type over readings (ADR 24).

comment on column quarter_hour.quality is
  '0 measured, 10 rollover, 20 interpolated, 40 the course of like days, 60 edited, 70 uncertain; the larger the worse,
never reused';

-- Where the gaps are whose course other days tell. Each of more than two hours has a quarter-hour that begins with an
-- even hour: a register that is read once a day has twelve entries a day and not 96.
create index quarter_hour_of_gap on quarter_hour (register, starts)
  where bracket_minutes > 120 and quality >= 20
    and date_bin('2 hours', starts, timestamptz '2000-01-01Z') = starts;

-- What somebody typed over the readings of a register. Added, never changed: of two at one instant the later one counts.
create table edit (
  id integer generated always as identity primary key,
  register integer not null references register,
  kind text not null check (kind in ('index', 'discard')),
  instant timestamptz not null,
  value bigint check (value >= 0),           -- in the register's step: what the display showed
  reason text not null,
  made_by text not null,
  made_at timestamptz not null default clock_timestamp(),
  check ((kind = 'index') = (value is not null))
);
create index edit_of_register on edit (register, instant);

create table edit_withdrawal (
  edit integer primary key references edit,
  reason text not null,
  made_by text not null,
  made_at timestamptz not null default clock_timestamp()
);

do $$
declare
  part constant text := '(select sees_everything()) or exists (
    select from %2$I as whole where whole.id = %1$I.%2$I)';
  covered record;
begin
  for covered in
    select * from (values ('edit', 'register'), ('edit_withdrawal', 'edit')) as t(name, of)
  loop
    execute format('alter table %I enable row level security', covered.name);
    execute format('alter table %I force row level security', covered.name);
    execute format(
      'create policy stores on %I to releve_ingest using (true) with check (true)', covered.name);
    execute format(
      'create policy sees on %I to releve_api, releve_views using (%s)',
      covered.name, format(part, covered.name, covered.of));
  end loop;
end $$;

grant select on edit, edit_withdrawal to releve_ingest, releve_api;
grant insert on edit, edit_withdrawal to releve_ingest, releve_api;
-- Who edits marks what has to be derived again.
grant insert on touched to releve_api;

-- This migration reads the catalogue: "force" is lifted for its transaction.
alter table meter no force row level security;
alter table register no force row level security;

-- Gaps of registers that have measured days get their course.
insert into touched (building, registers, from_instant, to_instant)
select m.building, array[q.register], min(q.starts), max(q.starts) + interval '15 minutes'
from quarter_hour q join register r on r.id = q.register join meter m on m.id = r.meter
where q.quality = 20 and q.bracket_minutes > 120 and r.per is null
  and exists (
    select from quarter_hour d where d.register = q.register and d.quality <= 10
      and d.bracket_minutes <= 30)
group by m.building, q.register;

alter table meter force row level security;
alter table register force row level security;

-- When the readings of a batch that came without a date got one; null: they had it when it was committed.
alter table ledger add column dated_at timestamptz;
-- Which of two batches counts, and which were known then, is asked by the key of the batch.
create index ledger_batch on ledger (batch);

-- The views were made before the ledger said that, and before quarter-hours said how far the readings around them lie apart.
set local role releve_views;
create or replace view shown.quarter_hour as
  select d.* from releve.quarter_hour d join releve.register r on r.id = d.register;
create or replace view shown.ledger as
  select d.* from releve.ledger d join releve.epoch e on e.epoch = d.epoch;
set local role releve_owner;
