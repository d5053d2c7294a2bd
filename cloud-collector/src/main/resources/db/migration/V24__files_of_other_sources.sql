-- Files of other sources are stored as batches of an epoch of their own (ADR 21).

-- Under which name the files of a building are taken in; no box, nobody comes in with it.
alter table gateway add column files_of integer references building;
create unique index gateway_of_files on gateway (files_of) where files_of is not null;

-- Null: readings are an index. Else each is the amount of one such length that ends at its instant.
alter table register
  add column per text check (per in ('10m', '15m', '30m', '1h', '1d', 'gas-day'));

create table import (
  id integer generated always as identity primary key,
  building integer not null references building,
  sha256 text not null,                      -- of the file's bytes, hexadecimal
  name text not null,                        -- as it was brought
  bytes integer not null,
  format text not null,
  who text not null,
  at timestamptz not null,
  epoch bigint not null unique,              -- of its batches
  readings integer not null,
  bad integer not null,                      -- rows that were left out
  absent integer not null,                   -- rows without a value
  from_instant timestamptz not null,
  to_instant timestamptz not null,
  stored_at timestamptz,                     -- null: it was begun, and may be brought again
  unique (building, sha256)
);

do $$
begin
  alter table import enable row level security;
  alter table import force row level security;
  create policy stores on import to releve_ingest using (true) with check (true);
  create policy sees on import to releve_api, releve_views
    using ((select sees_everything()) or exists (
      select from building as whole where whole.id = import.building));
end $$;

grant select, insert, update, delete on import to releve_ingest;
grant select on import to releve_api;
