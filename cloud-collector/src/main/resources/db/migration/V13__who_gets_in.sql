-- Who gets in: claims, the certificates that they become, and what operators decided about them
-- (DESIGN section 6).

-- A gateway whose organisation a claim says; the settings of the collector say nothing of it.
alter table gateway
  add column claimed boolean not null default false,
  add column retired_at timestamptz;         -- lets nobody in under this name any more

-- A code for one gateway of one organisation, used once. Only a digest of it is kept.
create table claim (
  id bigint generated always as identity primary key,
  code_sha256 bytea not null unique,
  gateway text not null,                     -- GatewayId; it may never have been seen
  organisation integer not null references organisation,
  made_at timestamptz not null,
  made_by text not null,
  expires_at timestamptz not null,
  withdrawn_at timestamptz,
  used_at timestamptz,
  key_sha256 bytea                           -- of the box that used it, which may ask again with it
);
create index claim_of_gateway on claim (gateway, made_at);

-- Each certificate that was signed for a gateway.
create table certificate (
  serial text primary key,                   -- hexadecimal
  gateway text not null references gateway,
  key_sha256 bytea not null,                 -- of its SubjectPublicKeyInfo
  not_before timestamptz not null,
  not_after timestamptz not null,
  issued_at timestamptz not null,
  claim bigint references claim,             -- null: renewed
  renews text,                               -- the serial that it follows
  shown_at timestamptz,                      -- when a gateway first came in with it
  asked_at timestamptz,                      -- its gateway asks for another, and an operator decides
  asked_why text check (asked_why in ('expired', 'two-boxes')),
  readmitted_until timestamptz,
  revoked_at timestamptz
);
create index certificate_of_gateway on certificate (gateway, issued_at);
create index certificate_revoked on certificate (not_after) where revoked_at is not null;

-- Who did what, when and why; never changed.
create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  who text not null,
  what text not null,
  gateway text,
  organisation integer references organisation,
  text text not null
);
create index audit_of_gateway on audit (gateway, id);

do $$
declare
  own constant text := '(select sees_everything()) or organisation = (select seen_organisation())';
  part constant text := '(select sees_everything()) or exists (
    select from gateway as whole where whole.id = %I.gateway)';
  covered text;
begin
  foreach covered in array array['claim', 'certificate', 'audit'] loop
    execute format('alter table %I enable row level security', covered);
    execute format('alter table %I force row level security', covered);
    execute format('create policy stores on %I to releve_ingest using (true) with check (true)', covered);
    execute format('create policy sees on %I to releve_api, releve_views using (%s)', covered,
      case covered when 'certificate' then format(part, covered) else own end);
  end loop;
end $$;

grant select, insert, update on claim, certificate to releve_ingest;
grant select, insert on audit to releve_ingest;
grant select on certificate, audit to releve_api;
