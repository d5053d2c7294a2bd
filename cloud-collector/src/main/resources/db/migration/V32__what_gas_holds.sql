-- What a cubic metre of gas holds (ADR 30). Rows are added, never changed: of a zone and period the highest version counts,
-- of a point and first day the newest circumstances.
create table calorific_value (
  id integer generated always as identity primary key,
  organisation integer references organisation,  -- null: for every organisation
  zone text not null check (zone <> ''),
  first_day date not null,
  next_day date not null,                    -- the day after the last
  version integer not null check (version > 0),
  kwh numeric(6, 4) not null check (kwh between 5 and 20),  -- gross, per m3 at 0 degC and 1,013.25 mbar
  provisional boolean not null,
  confirmed boolean not null,                -- false: "to be confirmed"
  source text not null,
  made_at timestamptz not null,
  made_by text not null,
  check (first_day < next_day),
  unique nulls not distinct (organisation, zone, first_day, version)
);
create index calorific_value_of_zone on calorific_value (zone, first_day);

-- Under which circumstances a point is supplied, from a day on until the next row's.
create table gas_supply (
  id integer generated always as identity primary key,
  point integer not null references point,
  first_day date not null,
  zone text not null check (zone <> ''),
  normal boolean not null,                   -- a corrector counts m3 at 0 degC and 1,013.25 mbar: the rest is null
  altitude_m integer,
  delivery_pa integer,
  temperature_mdeg integer,
  compressibility numeric,
  source text not null,
  made_at timestamptz not null,
  made_by text not null,
  check (num_nonnulls(altitude_m, delivery_pa, temperature_mdeg, compressibility)
    = case when normal then 0 else 4 end)
);
create index gas_supply_of_point on gas_supply (point, first_day);
create index gas_supply_of_zone on gas_supply (zone);

-- Gas that was counted in m3 and turned into kWh names the values that it rests on.
alter table carbon_line add column calorific text[] not null default '{}';

do $$
declare
  whole constant text := '(select sees_everything())';
  own constant text := whole || ' or organisation = (select seen_organisation())';
begin
  alter table calorific_value enable row level security;
  alter table calorific_value force row level security;
  create policy stores on calorific_value to releve_ingest using (true) with check (true);
  -- What is published is everybody's to read, and operators' to write.
  execute format(
    'create policy sees on calorific_value for select to releve_api, releve_views using (%s)',
    own || ' or (organisation is null and (select seen_organisation()) is not null)');
  execute format('create policy adds on calorific_value for insert to releve_api with check (%s)', own);

  alter table gas_supply enable row level security;
  alter table gas_supply force row level security;
  create policy stores on gas_supply to releve_ingest using (true) with check (true);
  execute format(
    'create policy sees on gas_supply to releve_api, releve_views using (%s)',
    whole || ' or exists (select from point as whole where whole.id = gas_supply.point)');
end $$;

grant select, insert on calorific_value, gas_supply to releve_ingest, releve_api;

-- Gas that a meter corrected for its temperature was in no statement. This migration reads the catalogue and changes
-- rows of marks: "force" is lifted for its transaction.
alter table building no force row level security;
alter table meter no force row level security;
alter table register no force row level security;
alter table touched_day no force row level security;

insert into touched_day
select distinct b.id, date_trunc('month', q.starts at time zone b.zone)::date
from quarter_hour q join register r on r.id = q.register join meter m on m.id = r.meter
  join building b on b.id = m.building
where r.name = 'gas-volume-corrected'
on conflict do nothing;

alter table building force row level security;
alter table meter force row level security;
alter table register force row level security;
alter table touched_day force row level security;

-- The view of quarter-hours was made before they said how far their readings lie apart.
set local role releve_views;
create or replace view shown.quarter_hour as
  select d.* from releve.quarter_hour d join releve.register r on r.id = d.register;
set local role releve_owner;
