-- What goes wrong is kept with its reason, and shown to operators.

-- Registers whose readings cannot be derived; nothing else waits for them.
create table underived (
  register integer primary key,
  reason text not null,
  since timestamptz not null default now()
);
grant select, insert, update, delete on underived to releve_ingest;
grant select on underived to releve_api;

-- committed_at is written by the last statement before the commit: it is the commit's time but for
-- what the commit itself takes. PostgreSQL's own commit timestamps need a setting of the server and
-- are forgotten with old transactions.
comment on column ledger.committed_at is
  'clock_timestamp() of the last statement before the commit that stored the batch';
alter table ledger set (fillfactor = 70);
