-- Daily outdoor temperatures that somebody brought as a file (ADR 22). Files are added, never changed: of a day that two
-- of them have, the later one counts.
create table temperature_file (
  id integer generated always as identity primary key,
  building integer not null references building,
  source text not null,                      -- whose figures these are, as the person says who brought them
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  first_day date not null,
  last_day date not null,
  days integer not null check (days > 0),
  brought_at timestamptz not null,
  brought_by text not null,
  unique (building, sha256)
);

create table outdoor_day (
  file integer not null references temperature_file,
  day date not null,
  mean integer not null,                     -- milli-degC
  low integer,
  high integer,
  primary key (file, day),
  check ((low is null) = (high is null))
);

do $$
declare
  part constant text := '(select sees_everything()) or exists (
    select from %2$I as whole where whole.id = %1$I.%3$I)';
  covered record;
begin
  for covered in
    select * from (values
      ('temperature_file', 'building', 'building'),
      ('outdoor_day', 'temperature_file', 'file')) as t(name, of, part_key)
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

grant select, insert on temperature_file, outdoor_day to releve_ingest, releve_api;
-- What people set is written down in the transaction in which they set it.
grant insert on audit to releve_api;
