-- How a year's use is spread over it, as it is published for those of whom nobody knows (ADR 24). Files are added, never
-- changed: of a name and an instant the newest counts.
create table standard_profile (
  id integer generated always as identity primary key,
  building integer not null references building,
  name text not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  first_instant timestamptz not null,
  step_seconds integer not null check (step_seconds in (900, 1800, 3600)),
  weights bigint[] not null,                 -- in 10^-12
  brought_at timestamptz not null,
  brought_by text not null,
  unique (building, sha256)
);

-- What a point is expected to use in a year, from a day on until the next row's; of two of one day the later one.
create table expected_use (
  id integer generated always as identity primary key,
  point integer not null references point,
  quantity text not null,
  annual bigint not null check (annual > 0), -- in the quantity's step
  profile text not null,                     -- the name of such files of the building
  first_day date not null,
  author text not null,
  at timestamptz not null
);
create index expected_use_of_point on expected_use (point);

do $$
declare
  part constant text := '(select sees_everything()) or exists (
    select from %2$I as whole where whole.id = %1$I.%2$I)';
  covered record;
begin
  for covered in
    select * from (values ('standard_profile', 'building'), ('expected_use', 'point')) as t(name, of)
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

grant select, insert on standard_profile, expected_use to releve_ingest, releve_api;
