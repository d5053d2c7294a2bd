-- Boxes in stock: a code that is nobody's yet, until somebody who has the label in his hands pairs
-- the box with an organisation's building (ADR 19).

alter table claim
  alter column organisation drop not null,   -- null: in stock, nobody's until it is paired
  add column paired_at timestamptz,
  add column paired_by text;

-- Which building the box is meant for, a SiteId; what it reads its own plan says.
alter table gateway add column expected_site text;

-- What people see of codes: never their digests.
grant select (gateway, organisation, made_at, expires_at, withdrawn_at, used_at) on claim
  to releve_api;
