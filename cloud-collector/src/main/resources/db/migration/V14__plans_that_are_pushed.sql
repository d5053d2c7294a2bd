-- Site plans that are pushed to gateways, and what became of them (ADR 15).

create table plan_push (
  gateway text not null references gateway,
  version bigint not null,                   -- counts the pushes to a gateway
  organisation integer not null references organisation,
  parent text not null,                      -- the hash of the plan that it replaces
  hash text not null,
  body text not null,
  author text not null,
  confirm_seconds integer not null,
  pushed_at timestamptz not null,
  pushed_by text not null,                   -- the account
  command bytea not null,                    -- as it is sent, signed
  state text not null check (state in
    ('waiting', 'sent', 'applied', 'confirmed', 'returned', 'refused', 'replaced')),
  state_at timestamptz not null,
  report text,                               -- what the gateway said last, as its event has it
  highest bigint not null default 0,         -- the highest version that the gateway has met
  primary key (gateway, version)
);
create index plan_push_waits on plan_push (gateway) where state in ('waiting', 'sent');

alter table plan_push enable row level security;
alter table plan_push force row level security;
create policy stores on plan_push to releve_ingest using (true) with check (true);
create policy sees on plan_push to releve_api, releve_views using (
  (select sees_everything()) or organisation = (select seen_organisation()));

grant select, insert, update on plan_push to releve_ingest;
grant select on plan_push to releve_api;
