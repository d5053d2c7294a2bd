-- What a gateway sends that this collector cannot read yet, and two boxes under one name that take
-- each other's place (DESIGN sections 3.5 and 3.6).

alter table fork drop constraint fork_kind_check;
alter table fork add constraint fork_kind_check
  check (kind in ('contradicts', 'foreign', 'older-goes-on', 'journal-forked', 'store-changed',
    'store-went-back', 'changes-hands'));

-- A batch of an unknown version or kind stays with its gateway, which goes on offering it. Told
-- until a collector that knows it looks, or the gateway has been read again for a day.
create table unknown_format (
  gateway text primary key references gateway,
  version integer not null,
  kind integer not null,                     -- 0: the version is unknown, so the rest is too
  since timestamptz not null default now(),
  last_at timestamptz not null default now(),
  times bigint not null default 1
);

alter table unknown_format enable row level security;
alter table unknown_format force row level security;
create policy stores on unknown_format to releve_ingest using (true) with check (true);
create policy sees on unknown_format to releve_api, releve_views using (
  (select sees_everything()) or exists (
    select from gateway as whole where whole.id = unknown_format.gateway));

grant select, insert, update on unknown_format to releve_ingest;
grant select on unknown_format to releve_api;
