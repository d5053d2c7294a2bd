-- What is missing is told for dates, what contradicts is decided by people, and nothing of it is
-- forgotten (DESIGN sections 3.5 to 3.9).

alter table ledger drop constraint ledger_status_check;
alter table ledger add constraint ledger_status_check
  check (status in ('stored', 'quarantined', 'lost', 'discarded'));
create index ledger_not_stored on ledger (epoch, seq) where status <> 'stored';

-- A boot that never learned the time lies between its neighbours, and its readings are marked.
alter table boot add column placed boolean not null default false;

-- Where in its journal an undated batch lies: its boot is placed by that.
alter table undated add column epoch bigint, add column seq bigint;
alter table undated no force row level security;
update undated u set epoch = l.epoch, seq = l.seq from ledger l where l.batch = u.batch;
alter table undated force row level security;

-- Readings are decoded again when their catalogue comes.
alter table quarantine add column needs bigint;  -- the digest of the catalogue, of readings
create index quarantine_of_needs on quarantine (gateway, needs) where needs is not null;
create index quarantine_of_gateway on quarantine (gateway, epoch, seq);

-- A journal that the operator set aside: what still comes of it goes to quarantine.
alter table epoch
  add column barred_at timestamptz,
  add column barred_reason text;

-- What contradicts: two histories under one name, or a store that has less than it had. Undecided
-- until an operator says what it was.
create table fork (
  id bigint generated always as identity primary key,
  gateway text not null references gateway,
  kind text not null check (kind in ('contradicts', 'foreign', 'older-goes-on', 'journal-forked',
    'store-changed', 'store-went-back')),
  epoch bigint not null,                     -- the journal in which it was found
  reason text not null,
  times bigint not null default 1,
  told_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  decided_at timestamptz,
  decided_by text,
  decision text
);
create unique index fork_undecided on fork (gateway, kind, epoch) where decided_at is null;

alter table gateway no force row level security;
alter table epoch no force row level security;
insert into fork (gateway, kind, epoch, reason, told_at, last_at)
select g.id, 'contradicts',
  coalesce((select e.epoch from epoch e where e.gateway = g.id order by e.first_seen desc limit 1), 0),
  coalesce(g.fork_reason, ''), g.forked_at, g.forked_at
from gateway g where g.forked_at is not null;
alter table gateway drop column forked_at, drop column fork_reason;
alter table epoch force row level security;
alter table gateway force row level security;

-- Who decided what on which batch or journal, when and why; never changed.
create table decision (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  who text not null,
  what text not null check (what in ('stored', 'discarded', 'settled', 'kept')),
  gateway text not null references gateway,
  epoch bigint not null,
  seq bigint,                                -- null: the journal
  batch bigint,
  catalogue bigint,                          -- of a discarded catalogue: its digest
  digest bigint,
  bytes integer,                             -- how many the batch had
  reason text not null
);
create index decision_of_gateway on decision (gateway, at);
create index decision_of_catalogue on decision (gateway, catalogue) where catalogue is not null;

do $$
declare
  covered text;
begin
  foreach covered in array array['boot', 'fork', 'decision'] loop
    execute format('alter table %I enable row level security', covered);
    execute format('alter table %I force row level security', covered);
    execute format('create policy stores on %I to releve_ingest using (true) with check (true)', covered);
    execute format('create policy sees on %I to releve_api, releve_views using (
      (select sees_everything()) or exists (
        select from gateway as whole where whole.id = %1$I.gateway))', covered);
  end loop;
end $$;

grant select, insert, update on fork to releve_ingest;
grant select, insert on decision to releve_ingest;
grant select on boot, fork, decision to releve_api;
