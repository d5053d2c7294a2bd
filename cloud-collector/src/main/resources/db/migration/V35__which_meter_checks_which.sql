-- Which point's meter counts the same as another's, so that it tells the course of the other's gaps (ADR 24). Rows are
-- added, never changed: the last one of a point holds.
create table point_check (
  id integer generated always as identity primary key,
  building integer not null references building,
  point integer not null references point,
  checked_by integer references point,       -- null: by none from here on
  reason text not null,
  author text not null,
  at timestamptz not null,
  check (checked_by <> point)
);
create index point_check_of on point_check (point, id);
create index point_check_by on point_check (checked_by) where checked_by is not null;

-- The registers of such a point and those that count the same quantity in the same step at the other, whichever meters
-- hang or hung there.
create view checked_register with (security_invoker = true) as
  select r.id as register, o.id as checked_by
  from point_check c
    join meter m on m.point = c.point
    join register r on r.meter = m.id
    join meter om on om.point = c.checked_by
    join register o on o.meter = om.id and o.name = r.name and o.quantity = r.quantity and o.step = r.step
  where not exists (select from point_check n where n.point = c.point and n.id > c.id);

do $$
declare
  part constant text := '(select sees_everything()) or exists (
    select from building as whole where whole.id = point_check.building)';
begin
  alter table point_check enable row level security;
  alter table point_check force row level security;
  create policy stores on point_check to releve_ingest using (true) with check (true);
  execute format('create policy sees on point_check to releve_api, releve_views using (%s)', part);
end $$;

grant select, insert on point_check to releve_ingest, releve_api;
grant select on checked_register to releve_ingest, releve_api;
