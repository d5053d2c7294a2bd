-- Contracts of suppliers, and the bills that prices are taken from (ADR 26). Versions are added, never changed: of a
-- contract the highest version counts.
create table contract (
  id integer generated always as identity primary key,
  building integer not null references building,
  point integer references point,            -- null: the building's, for all its points of that medium
  medium text not null check (medium in ('electricity', 'gas', 'water', 'heat', 'cold'))
);
create index contract_of_building on contract (building, id);

create table contract_version (
  contract integer not null references contract,
  version integer not null check (version > 0),
  supplier text not null,
  reference text not null,                   -- of the delivery point: EAN, PRM, PCE
  from_day date not null,
  to_day date,                               -- the day after the last; null: no end is known
  withdrawn boolean not null,                -- somebody said that there is no such contract
  at timestamptz not null,
  author text not null,
  reason text not null,
  primary key (contract, version),
  check (from_day < to_day)
);

create table contract_line (
  contract integer not null,
  version integer not null,
  position integer not null,
  line text not null,                        -- by which results name it
  kind text not null check (kind in ('energy', 'water', 'waste-water', 'fixed', 'capacity', 'levy')),
  label text not null,
  register text,                             -- RegisterName: what is counted, or whose month's peak
  unit text,                                 -- of the price, where it is one of a counted unit
  per text check (per in ('month', 'year')),
  power numeric check (power > 0),           -- kW, where the contract names it
  price numeric not null check (price >= 0), -- EUR without VAT
  vat numeric not null check (vat between 0 and 100),
  from_day date not null,
  to_day date,                               -- null: as long as the contract
  primary key (contract, version, position),
  foreign key (contract, version) references contract_version,
  check (from_day < to_day)
);

create table bill (
  id integer generated always as identity primary key,
  building integer not null references building,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  name text not null,                        -- of the file
  number text not null,                      -- of the bill
  content text not null,
  contract integer not null,
  version integer not null,                  -- the one that it made, or that said the same already
  from_day date not null,
  to_day date not null,
  net numeric not null,                      -- EUR, as the bill states it
  vat numeric not null,
  gross numeric not null,
  at timestamptz not null,
  author text not null,
  foreign key (contract, version) references contract_version,
  unique (building, sha256)
);

do $$
declare
  part constant text := '(select sees_everything()) or exists (
    select from %2$I as whole where whole.id = %1$I.%3$I)';
  covered record;
begin
  for covered in
    select * from (values
      ('contract', 'building', 'building'),
      ('contract_version', 'contract', 'contract'),
      ('contract_line', 'contract', 'contract'),
      ('bill', 'building', 'building')) as t(name, of, part_key)
  loop
    execute format('alter table %I enable row level security', covered.name);
    execute format('alter table %I force row level security', covered.name);
    execute format(
      'create policy stores on %I to releve_ingest using (true) with check (true)', covered.name);
    execute format(
      'create policy sees on %I to releve_api, releve_views using (%s)',
      covered.name, format(part, covered.name, covered.of, covered.part_key));
  end loop;
end $$;

-- Nobody but the owner may change or delete one.
grant select, insert on contract, contract_version, contract_line, bill to releve_ingest, releve_api;

-- The view of quarter-hours was made before they said how far their readings lie apart.
set local role releve_views;
create or replace view shown.quarter_hour as
  select d.* from releve.quarter_hour d join releve.register r on r.id = d.register;
set local role releve_owner;
