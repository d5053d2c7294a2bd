-- Organisations are separated here, not only in handlers (DESIGN sections 6 and 8, ADR 5).
--
-- The catalogue has forced row-level security. Readings and what is as many as they have none, and
-- no grant but to releve_ingest: they are seen through the views of schema "shown", whose owner,
-- releve_views, is neither superuser nor BYPASSRLS nor owner of the catalogue: the policies hold for
-- it as for anybody else. releve_api sees what the transaction says that lends it the connection;
-- a user releve_sql_{organisation} sees what its name says, whatever it may set.

create function sees_everything() returns boolean language sql stable parallel safe
  return coalesce(
    current_user = 'releve_api' and current_setting('releve.reach', true) = 'everything', false);

-- Accounts and the names of organisations: who logs in is nobody yet.
create function sees_accounts() returns boolean language sql stable parallel safe
  return coalesce(
    current_user = 'releve_api' and current_setting('releve.reach', true) = 'accounts', false);

create function seen_organisation() returns integer language sql stable parallel safe
  return case
    when current_user = 'releve_api' and current_setting('releve.reach', true) ~ '^[0-9]{1,9}$'
    then current_setting('releve.reach', true)::integer end;

grant usage on schema releve to releve_views;
grant select on reading, latest, quarter_hour, ledger to releve_views;
grant select on organisation, gateway, building, meter, register, epoch to releve_views;

-- releve_owner has no policy: it owns tables and sees no row of these. A migration that changes
-- rows of one lifts "force" for its own transaction.
do $$
declare
  whole constant text := '(select sees_everything())';
  own constant text := whole || ' or organisation = (select seen_organisation())
    or organisation = (
      select o.id from organisation o where ''releve_sql_'' || o.name = current_user)';
  part constant text := whole || ' or exists (
    select from %2$I as whole where whole.id = %1$I.%2$I)';
  covered record;
begin
  for covered in
    select name, coalesce(condition, format(part, name, of)) as condition
    from (values
      ('organisation', null, whole || ' or (select sees_accounts())
        or id = (select seen_organisation()) or ''releve_sql_'' || name = current_user'),
      ('account', null, whole || ' or (select sees_accounts())
        or organisation = (select seen_organisation())'),
      ('access', null, whole || ' or (select sees_accounts())
        or exists (select from account a where a.id = access.account)'),
      ('gateway', null, own),
      ('building', null, own),
      ('purchase_group', null, own),
      ('site_plan', 'building', null),
      ('lot', 'building', null),
      ('point', 'building', null),
      ('meter', 'building', null),
      ('register', 'meter', null),
      ('underived', 'register', null),
      ('epoch', 'gateway', null),
      ('quarantine', 'gateway', null),
      ('undated', 'gateway', null),
      ('fact', 'gateway', null),
      ('touched_day', 'building', null),
      ('carbon_month', 'building', null),
      ('carbon_line', 'building', null),
      ('night_flow', 'point', null),
      ('finding', 'point', null),
      ('consent', 'purchase_group', null),
      ('group_month', 'purchase_group', null)) as t(name, of, condition)
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

revoke all on reading, latest, quarter_hour, ledger, touched from releve_api;
-- Whose a gateway is, the collector's settings say, at its start.
revoke insert, update on organisation from releve_api;
revoke update (organisation) on gateway, building from releve_api;

-- No security barrier: it would keep "order by instant limit" from the index, and whoever may
-- choose the functions of a query as releve_api may choose its reach as well. Users of SQL get
-- barrier views over these (ADR 5).
set local role releve_views;
create view shown.reading as
  select d.* from releve.reading d join releve.register r on r.id = d.register;
create view shown.latest as
  select d.* from releve.latest d join releve.register r on r.id = d.register;
create view shown.quarter_hour as
  select d.* from releve.quarter_hour d join releve.register r on r.id = d.register;
create view shown.ledger as
  select d.* from releve.ledger d join releve.epoch e on e.epoch = d.epoch;
grant usage on schema shown to releve_api;
grant select on all tables in schema shown to releve_api;
set local role releve_owner;
