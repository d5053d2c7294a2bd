-- The rules of night flow, of purchase groups and of what a roof is have changed: everything is computed again. Sheets
-- that were told are made again of the same households, for each month keeps of whom it is the sum.

-- This migration changes rows and reads the catalogue: "force" is lifted for its transaction.
alter table building no force row level security;
alter table meter no force row level security;
alter table register no force row level security;
alter table finding no force row level security;
alter table night_flow no force row level security;
alter table touched_day no force row level security;
alter table group_month no force row level security;

delete from finding;
delete from night_flow;
delete from group_month;

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
alter table group_month force row level security;

-- What the households of a building agreed to with an organisation ends when the building leaves it.
grant update (withdrawn_on) on consent to releve_ingest;
