-- What is kept beside the quarter-hours, in the transaction that writes them (ADR 23): local days and months of counters,
-- levels of gauges, peaks of demand. All of it can be made again from the readings.

create table local_day (
  register integer not null,
  day date not null,                         -- of the building's calendar
  consumption numeric not null,              -- in the register's step, whole: a sum may pass a bigint
  estimated numeric not null,                -- how much of it lies in quarter-hours that were not measured
  enclosed_millis bigint not null,
  measured_millis bigint not null,
  worst smallint not null,                   -- the numbers of quarter_hour.quality; 80: missing
  begin_status smallint not null,
  end_status smallint not null,
  primary key (register, day)
);

create table local_month (
  register integer not null,
  month date not null,                       -- its first day
  consumption numeric not null,
  estimated numeric not null,
  enclosed_millis bigint not null,
  measured_millis bigint not null,
  worst smallint not null,
  begin_status smallint not null,
  end_status smallint not null,
  primary key (register, month)
);

-- By the midnights of which zone a register's days are cut. Where it is not the building's zone any more, or there is no
-- row yet, whoever reads takes the quarter-hours until they are cut again.
create table rolled_up (
  register integer primary key,
  zone text not null
);

-- The eight quarter-hours of two hours, null where nothing is known of one: a row costs more than what is in it, and a
-- building has more gauges than counters.
create table level_window (
  register integer not null,
  since timestamptz not null,                -- an even hour, UTC
  doubled_area bigint[] not null check (array_length(doubled_area, 1) = 8),
                                             -- twice the sum of value times milliseconds
  covered_millis integer[] not null check (array_length(covered_millis, 1) = 8),
  low bigint[] not null check (array_length(low, 1) = 8),
  high bigint[] not null check (array_length(high, 1) = 8),
  primary key (register, since)
);

-- Whoever asks for some of them says of which windows, too: that is what the key can find.
create view quarter_level as
  select w.register, w.since + (q.n - 1) * interval '15 minutes' as starts,
    q.doubled_area, q.covered_millis, q.low, q.high, w.since
  from level_window w cross join lateral unnest(w.doubled_area, w.covered_millis, w.low, w.high)
    with ordinality as q(doubled_area, covered_millis, low, high, n)
  where q.doubled_area is not null;

create table day_level (
  register integer not null,
  day date not null,
  doubled_area numeric not null,
  covered_millis bigint not null,
  low bigint not null,
  high bigint not null,
  primary key (register, day)
);

create table month_level (
  register integer not null,
  month date not null,
  doubled_area numeric not null,
  covered_millis bigint not null,
  low bigint not null,
  high bigint not null,
  primary key (register, month)
);

create table day_peak (
  register integer not null,
  day date not null,
  value bigint not null,
  at timestamptz not null,                   -- of equal ones the first
  primary key (register, day)
);

create table month_peak (
  register integer not null,
  month date not null,
  value bigint not null,
  at timestamptz not null,
  primary key (register, month)
);

-- How often a meter is read, as its plan says; null where none does. What lies further apart than twice that, and twice a
-- quarter-hour, says nothing of a gauge in between.
alter table meter add column period_seconds integer check (period_seconds > 0);

grant select, insert, update, delete on
  local_day, local_month, rolled_up, level_window, day_level, month_level, day_peak, month_peak
  to releve_ingest;
grant select on quarter_level to releve_ingest;
grant select on
  local_day, local_month, rolled_up, quarter_level, day_level, month_level, day_peak, month_peak
  to releve_views;

-- An operator may have a building derived again.
grant insert on touched to releve_api;

set local role releve_views;
-- A view has the columns that its table had when it was made.
create or replace view shown.quarter_hour as
  select d.* from releve.quarter_hour d join releve.register r on r.id = d.register;
create view shown.local_day as
  select d.* from releve.local_day d join releve.register r on r.id = d.register;
create view shown.local_month as
  select d.* from releve.local_month d join releve.register r on r.id = d.register;
create view shown.rolled_up as
  select d.* from releve.rolled_up d join releve.register r on r.id = d.register;
create view shown.quarter_level as
  select d.* from releve.quarter_level d join releve.register r on r.id = d.register;
create view shown.day_level as
  select d.* from releve.day_level d join releve.register r on r.id = d.register;
create view shown.month_level as
  select d.* from releve.month_level d join releve.register r on r.id = d.register;
create view shown.day_peak as
  select d.* from releve.day_peak d join releve.register r on r.id = d.register;
create view shown.month_peak as
  select d.* from releve.month_peak d join releve.register r on r.id = d.register;
grant select on all tables in schema shown to releve_api;
set local role releve_owner;

-- What is there is derived once more, register by register. This reads the catalogue: "force" is lifted for its transaction.
alter table meter no force row level security;
alter table register no force row level security;

insert into touched (building, registers, from_instant, to_instant)
select m.building, array[r.id], f.instant, t.instant
from register r join meter m on m.id = r.meter
  cross join lateral (
    select instant from reading where register = r.id order by instant limit 1) f
  cross join lateral (
    select instant from reading where register = r.id order by instant desc limit 1) t
order by m.building, r.id;

alter table meter force row level security;
alter table register force row level security;
