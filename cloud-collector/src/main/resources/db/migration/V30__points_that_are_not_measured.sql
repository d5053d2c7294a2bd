-- What people say of points and lots beyond the site plan (ADR 28): points that are reckoned from others, who uses a lot
-- from when to when, and averages of dwellings as they were once told. All of it is added, never changed, but for the
-- reference to an occupant, which is taken away when it is asked for.

-- One row a version. From its day on it counts, until the next one's; of two of one day the later version.
create table virtual_point (
  id integer generated always as identity primary key,
  building integer not null references building,
  name text not null,                        -- PointId; no point of the building has it
  version integer not null,                  -- 1, 2, 3 ... of that name
  valid_from date not null,                  -- a local day
  title text not null,
  quantity text not null,
  kind text not null check (kind in ('sum', 'difference', 'share', 'end')),
  operands text[] not null,                  -- '+NAME', '-NAME', '+NAME/PART'
  parts text[] not null,                     -- of a share
  weights bigint[] not null,
  author text not null,
  at timestamptz not null,
  unique (building, name, version),
  check (cardinality(parts) = cardinality(weights))
);

create table occupancy (
  id integer generated always as identity primary key,
  building integer not null references building,
  lot integer not null references lot,
  occupant text,                             -- as the syndic's books name them; null: erased
  first_day date not null,
  author text not null,
  at timestamptz not null,
  erased_at timestamptz
);
create index occupancy_of_lot on occupancy (lot, first_day);

-- The last one counts. One on the first day takes the occupancy back.
create table occupancy_end (
  id integer generated always as identity primary key,
  occupancy integer not null references occupancy,
  day date not null,                         -- the first day on which the lot is not used any more
  reason text not null,
  author text not null,
  at timestamptz not null
);
create index occupancy_end_of on occupancy_end (occupancy, id);

-- What was told of the dwellings of a month, once and for all: nobody learns from a second answer what changed since.
create table similar_month (
  building integer not null references building,
  month date not null,
  quantity text not null,
  pool integer,                              -- null: the building's own; else the buildings of that number together
  dwellings integer not null,
  total numeric not null,                    -- in steps of the quantity
  area_m2 numeric,                           -- null: the area of one of them is not known
  fixed_at timestamptz not null,
  primary key (building, month, quantity)
);
create sequence similar_pool as integer;

do $$
declare
  part constant text := '(select sees_everything()) or exists (
    select from %2$I as whole where whole.id = %1$I.%2$I)';
  covered record;
begin
  for covered in
    select * from (values
      ('virtual_point', 'building'),
      ('occupancy', 'building'),
      ('occupancy_end', 'occupancy'),
      ('similar_month', 'building')) as t(name, of)
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

grant select, insert on virtual_point, occupancy, occupancy_end, similar_month
  to releve_ingest, releve_api;
grant update (occupant, erased_at) on occupancy to releve_ingest, releve_api;
grant usage on sequence similar_pool to releve_ingest, releve_api;

update purpose
  set use = 'Charges, split where the occupant changes, and the consumption information that is owed to occupants'
  where id = 'charges';

-- The view has the columns of when it was made; what a point used is reckoned from those that came later, too.
set local role releve_views;
create or replace view shown.quarter_hour as
  select d.* from releve.quarter_hour d join releve.register r on r.id = d.register;
set local role releve_owner;
