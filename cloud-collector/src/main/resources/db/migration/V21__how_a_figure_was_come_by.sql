-- The numbers of a quarter-hour's status: the larger the worse, with room between them (ADR 20). A counter that passes
-- the end of its digits is told from one that began anew, so what was taken for a restart is derived again.

update quarter_hour set quality = case quality when 1 then 20 else 70 end where quality in (1, 2);

comment on column quarter_hour.quality is
  '0 measured, 10 rollover, 20 interpolated, 70 uncertain; the larger the worse, never reused';

-- This migration reads the catalogue: "force" is lifted for its transaction.
alter table meter no force row level security;
alter table register no force row level security;

insert into touched (building, registers, from_instant, to_instant)
select m.building, array[q.register], min(q.starts), max(q.starts) + interval '15 minutes'
from quarter_hour q join register r on r.id = q.register join meter m on m.id = r.meter
where q.quality = 70
group by m.building, q.register;

alter table meter force row level security;
alter table register force row level security;
