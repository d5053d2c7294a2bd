-- The journal that this one took the place of, and the number of the batch here that says so: up
-- to there it is told by the boot in which it began, behind there come the boots before it first.
alter table epoch add column follows bigint, add column follows_seq bigint;
create index epoch_that_follows on epoch (follows) where follows is not null;

update epoch e set follows = told.epoch, follows_seq = told.seq
from (
  select distinct on (l.epoch) l.epoch as ours, l.seq,
    ('x' || substring(f.text from '^epoch ([0-9a-f]{16}) '))::bit(64)::bigint as epoch
  from fact f join ledger l on l.batch = f.batch
  where f.code = 'epoch-ended' and f.text ~ '^epoch [0-9a-f]{16} receipted to [0-9]+$'
  order by l.epoch, l.seq
) told
join epoch before on before.epoch = told.epoch
where e.epoch = told.ours and before.gateway = e.gateway and told.epoch <> told.ours;
