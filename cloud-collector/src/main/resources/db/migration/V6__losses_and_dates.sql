-- What a gateway says was lost is counted, not only worded, and dated as soon as its boot is.
alter table fact
  add column received_at timestamptz not null default now(),
  add column readings bigint,                -- of a loss: how many, as far as the gateway knows
  add column from_seq bigint,                -- of a loss: the batches, null where it names none
  add column to_seq bigint;

update fact f set received_at = l.committed_at from ledger l where l.batch = f.batch;
update fact set
  readings = substring(text from '^\d+\.\.\d+, (\d+) readings: ')::bigint,
  from_seq = nullif(substring(text from '^(\d+)\.\.')::bigint, 0),
  to_seq = nullif(substring(text from '^\d+\.\.(\d+),')::bigint, 0),
  text = regexp_replace(text, '^\d+\.\.\d+, \d+ readings: ', '')
where kind = 'loss' and text ~ '^\d{1,18}\.\.\d{1,18}, \d{1,18} readings: ';

create index fact_of_gateway on fact (gateway, received_at);
create index fact_undated on fact (gateway, boot_id) where at is null;
