-- Each index that somebody typed of a dwelling's register without seeing what was read, taken or refused (ADR 24): how
-- many there are is limited, for each answer says whether the index lies above or below.
create table typed_entry (
  id integer generated always as identity primary key,
  register integer not null references register,
  author text not null,
  at timestamptz not null
);
create index typed_entry_of_register on typed_entry (register, at);

do $$
declare
  part constant text := '(select sees_everything()) or exists (
    select from register as whole where whole.id = typed_entry.register)';
begin
  alter table typed_entry enable row level security;
  alter table typed_entry force row level security;
  create policy stores on typed_entry to releve_ingest using (true) with check (true);
  execute format('create policy sees on typed_entry to releve_api, releve_views using (%s)', part);
end $$;

grant select, insert on typed_entry to releve_ingest, releve_api;
