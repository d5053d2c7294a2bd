-- What to add to the boot clock of this batch, in milliseconds, where its own clock was believed.
-- Null where it was not, and in rows of before: then what is known of its boot counts.
alter table ledger add column wall_minus_boot bigint;

set local role releve_views;
create or replace view shown.ledger as
  select d.* from releve.ledger d join releve.epoch e on e.epoch = d.epoch;
set local role releve_owner;
