-- Readings that somebody typed, files of any columns, what is compared instead of stored, and
-- imports that are taken back (ADR 29).

-- How the columns of an organisation's files are read; a version is never changed.
create table column_mapping (
  id integer generated always as identity primary key,
  organisation integer not null references organisation,
  name text not null,
  version integer not null check (version > 0),
  body text not null,                        -- JSON, as it was checked
  made_at timestamptz not null,
  made_by text not null,
  unique (organisation, name, version)
);

alter table import
  add column mapping integer references column_mapping,
  add column registers integer[],            -- that it wrote to; null: stored before that was kept
  add column beside integer not null default 0,   -- readings that were compared and not stored
  add column compared integer not null default 0, -- periods of which both sides were known
  add column withdrawn_at timestamptz,       -- since then its readings do not count
  add column withdrawn_by text,
  add column withdrawn_reason text,
  add check ((withdrawn_at is null) = (withdrawn_by is null)
    and (withdrawn_at is null) = (withdrawn_reason is null));

-- The same bytes are stored once, unless they were taken back.
alter table import drop constraint import_building_sha256_key;
create unique index import_once on import (building, sha256) where withdrawn_at is null;

-- Where what a file says differs by a twentieth or more from what was measured at the point.
create table import_difference (
  import integer not null references import,
  point integer not null references point,
  quantity text not null,
  from_instant timestamptz not null,
  to_instant timestamptz not null,
  measured numeric not null,                 -- in steps of the quantity
  imported numeric not null,
  percent numeric not null,                  -- of what was measured
  primary key (import, point, quantity, from_instant)
);

-- A display as it was photographed; may show a home.
create table photo (
  id integer generated always as identity primary key,
  building integer not null references building,
  import integer not null references import,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  type text not null check (type in ('image/jpeg', 'image/png')),
  bytes bytea not null,
  who text not null,
  at timestamptz not null
);
-- Pictures do not get smaller.
alter table photo alter column bytes set storage external;
create index photo_of_building on photo (building);
create index photo_of_import on photo (import);

do $$
declare
  whole constant text := '(select sees_everything())';
  own constant text := whole || ' or organisation = (select seen_organisation())
    or organisation = (
      select o.id from organisation o where ''releve_sql_'' || o.name = current_user)';
  part constant text := whole || ' or exists (
    select from %2$I as whole where whole.id = %1$I.%2$I)';
  covered record;
begin
  for covered in
    select name, coalesce(condition, format(part, name, of)) as condition
    from (values
      ('column_mapping', null, own),
      ('import_difference', 'import', null),
      ('photo', 'building', null)) as t(name, of, condition)
  loop
    execute format('alter table %I enable row level security', covered.name);
    execute format('alter table %I force row level security', covered.name);
    execute format(
      'create policy stores on %I to releve_ingest using (true) with check (true)', covered.name);
    execute format(
      'create policy sees on %I to releve_api, releve_views using (%s)',
      covered.name, covered.condition);
  end loop;
end $$;

grant select, insert on column_mapping to releve_ingest;
grant select, insert, delete on import_difference, photo to releve_ingest;
grant select on column_mapping, import_difference, photo to releve_api;

-- Batches that do not count for a register any more. Readings stay where they are; whoever derives
-- from them reads "counted".
create table withdrawn (
  register integer not null,
  batch bigint not null,
  at timestamptz not null,
  primary key (register, batch)
);
grant select, insert on withdrawn to releve_ingest;
grant select on withdrawn to releve_views;

-- "offset 0" asks row by row: joined, "order by instant limit" would read all that a register has.
create view counted as
  select d.* from reading d where not exists (
    select from withdrawn w where w.register = d.register and w.batch = d.batch offset 0);
-- The same as it was at an instant: with what was taken back later.
create view ever_counted as
  select d.*, w.at as withdrawn_at
  from reading d left join withdrawn w on w.register = d.register and w.batch = d.batch;
grant select on counted, ever_counted to releve_ingest;

set local role releve_views;
create or replace view shown.reading as
  select d.* from releve.reading d join releve.register r on r.id = d.register
  where not exists (
    select from releve.withdrawn w
    where w.register = d.register and w.batch = d.batch offset 0);
-- By one name for whoever derives and for whoever answers people.
create view shown.counted as select * from shown.reading;
create view shown.ever_counted as
  select d.*, w.at as withdrawn_at
  from releve.reading d join releve.register r on r.id = d.register
    left join releve.withdrawn w on w.register = d.register and w.batch = d.batch;
grant select on shown.counted, shown.ever_counted to releve_api;
set local role releve_owner;
