-- A meter, a gateway or a syndic is replaced, and the series of a building go on (ADR 18).

-- From when to when the readings of a meter count, where it was exchanged at a known moment.
alter table meter
  add column installed_at timestamptz,
  add column removed_at timestamptz,
  add column removed_unread text;            -- why its display could not be read

-- What its display said then, in the register's step, times its transformers' ratio.
create table shown_index (
  meter integer not null references meter,
  closing boolean not null,                  -- false: when it was installed
  register text not null,                    -- RegisterName
  value bigint not null,
  primary key (meter, closing, register)
);

-- The box that took this one's place: what still comes of this one belongs to the same buildings.
alter table gateway add column replaced_by text references gateway;
create index gateway_replaced on gateway (replaced_by) where replaced_by is not null;

-- A building goes from one organisation to another on a day of its own calendar.
create table transfer (
  id integer generated always as identity primary key,
  building integer not null references building,
  from_organisation integer references organisation,  -- null: nobody's
  to_organisation integer not null references organisation,
  day date not null,
  asked_at timestamptz not null,
  asked_by text not null,
  reason text not null,
  withdrawn_at timestamptz,
  withdrawn_by text,
  done_at timestamptz,
  problem text                               -- why it was not done when it was due
);
create unique index transfer_open on transfer (building)
  where done_at is null and withdrawn_at is null;

-- The sealed export of the organisation that left, in pieces.
create table transfer_export (
  transfer integer not null references transfer,
  part integer not null,
  bytes bytea not null,
  primary key (transfer, part)
);

do $$
declare
  all_of constant text := '(select sees_everything())';
  covered record;
begin
  for covered in
    select * from (values
      ('shown_index', all_of || ' or exists (
        select from meter as whole where whole.id = shown_index.meter)'),
      ('transfer', all_of || ' or (done_at is not null
        and (select seen_organisation()) in (from_organisation, to_organisation))'),
      ('transfer_export', all_of || ' or exists (
        select from transfer as whole where whole.id = transfer_export.transfer
          and whole.from_organisation = (select seen_organisation()))')) as t(name, condition)
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

grant select, insert, update, delete on shown_index to releve_ingest;
grant select, insert, update on transfer to releve_ingest;
grant select, insert on transfer_export to releve_ingest;
grant select on shown_index, transfer, transfer_export to releve_api;
