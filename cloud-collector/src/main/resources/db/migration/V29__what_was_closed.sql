-- Closed periods of a building or of one lot, as they were shown when they were closed (ADR 27). Nothing here is ever
-- changed: what arrives later is an adjustment, which the next closing of the same scope books once.
create table closing (
  id integer generated always as identity primary key,
  building integer not null references building,
  lot integer references lot,                -- null: the whole building
  first_day date not null,
  end_day date not null,                     -- the day after the last
  reason text not null,
  made_at timestamptz not null,
  made_by text not null,
  check (first_day < end_day)
);
create index closing_of_building on closing (building, end_day);

-- One row a register; indexes and amounts in the steps of its quantity.
create table closing_line (
  closing integer not null references closing,
  position integer not null,
  register integer not null,
  lot text,                                  -- null: common parts
  point text not null,
  title text not null,
  meter text not null,
  serial text,
  name text not null,                        -- RegisterName
  unit text not null,                        -- of the display
  decimals integer not null,
  opening_at timestamptz not null,
  opening bigint,                            -- null: no readings enclose that instant
  opening_how text not null,
  opening_before timestamptz,                -- the readings around it
  opening_after timestamptz,
  opening_known bigint,                      -- where it is missing: what the nearest reading shows
  closing_at timestamptz not null,
  closing_index bigint,
  closing_how text not null,
  closing_before timestamptz,
  closing_after timestamptz,
  closing_known bigint,
  consumption numeric,                       -- null: nothing is known of the period
  coverage numeric not null,
  estimated numeric not null,                -- share, 0 to 1
  quality text not null,
  remark text not null,
  primary key (closing, position)
);

-- What a closing books of one that ended before it began.
create table closing_adjustment (
  closing integer not null references closing,
  position integer not null,
  adjusted integer not null references closing,
  register integer not null,
  lot text,
  point text not null,
  title text not null,
  meter text not null,
  serial text,
  name text not null,
  unit text not null,
  decimals integer not null,
  before numeric not null,                   -- as closed, with what was booked of it since
  now numeric not null,
  primary key (closing, position),
  unique (closing, adjusted, register)
);
create index closing_adjustment_of on closing_adjustment (adjusted);

do $$
declare
  part constant text := '(select sees_everything()) or exists (
    select from %2$I as whole where whole.id = %1$I.%2$I)';
  covered record;
begin
  for covered in
    select * from (values
      ('closing', 'building'),
      ('closing_line', 'closing'),
      ('closing_adjustment', 'closing')) as t(name, of)
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

-- Appended to only.
grant select, insert on closing, closing_line, closing_adjustment to releve_ingest, releve_api;

-- The view of quarter-hours was made before they said how far their readings lie apart.
set local role releve_views;
create or replace view shown.quarter_hour as
  select d.* from releve.quarter_hour d join releve.register r on r.id = d.register;
set local role releve_owner;
