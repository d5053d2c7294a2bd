-- Processors say more of what they found, and the rules have changed: everything is computed again.

-- This migration changes rows and reads the catalogue: "force" is lifted for its transaction.
alter table building no force row level security;
alter table meter no force row level security;
alter table register no force row level security;
alter table finding no force row level security;
alter table night_flow no force row level security;
alter table touched_day no force row level security;

-- How far the readings around a quarter-hour lie apart. A processor that needs the time of day asks
-- for close ones; rows from before this column are as far apart as can be.
alter table quarter_hour add column bracket_minutes smallint not null default 32767;

-- Money is in the currency of its country.
alter table price rename column euros to amount;
alter table price add column currency text not null default 'EUR' check (currency ~ '^[A-Z]{3}$');

-- Each night is kept with what it was judged against, so that a new night can be judged without the
-- nights before the last thirty days: those are deleted unless a leak that goes on shows in them.
delete from night_flow;
alter table night_flow
  add column usual_ml bigint not null,       -- the median of the clean nights before
  add column usual_nights integer not null,  -- how many those are
  add column threshold_ml bigint not null;   -- a night above it is not clean

delete from finding;
alter table finding rename column euros to cost;   -- in the currency of its price
alter table finding
  add column clean_on date,                  -- the first night known to be clean again
  add column unknown_nights integer not null default 0,  -- nights in it of which nothing is known
  add column usual_nights integer not null default 0,    -- 0: there is no usual flow
  add column factor text references emission_factor;

-- Of whom a told sheet is the sum. A told sheet is never told anew: the difference of two tellings
-- of one month would be what a household's late readings say, or a household.
create table group_member (
  purchase_group integer not null references purchase_group,
  month date not null,
  lot integer not null references lot,
  primary key (purchase_group, month, lot)
);
comment on column group_month.households is
  'told: of how many it is the sum; withheld: how many agreed to the whole month';

grant select, insert on group_member to releve_ingest;
-- Who is in a sum, nobody is told: no policy lets an organisation see a row.
alter table group_member enable row level security;
alter table group_member force row level security;
create policy stores on group_member to releve_ingest using (true) with check (true);

insert into touched_day
select distinct b.id, (q.starts at time zone b.zone)::date
from quarter_hour q join register r on r.id = q.register join meter m on m.id = r.meter
  join building b on b.id = m.building
on conflict do nothing;

alter table building force row level security;
alter table meter force row level security;
alter table register force row level security;
alter table finding force row level security;
alter table night_flow force row level security;
alter table touched_day force row level security;
