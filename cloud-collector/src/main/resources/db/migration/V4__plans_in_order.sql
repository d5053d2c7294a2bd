-- Two catalogues of one gateway may be written in any order: the later one of its journal holds.
alter table site_plan
  add column epoch bigint references epoch,  -- the batch that brought it
  add column seq bigint;
alter table building
  add column catalogue_epoch bigint references epoch,  -- the latest catalogue that was applied
  add column catalogue_seq bigint;

-- Readings do not wait for a catalogue that is in quarantine: they follow it there.
alter table quarantine add column catalogue bigint;  -- its digest, when it is one
create index quarantine_of_catalogue on quarantine (gateway, catalogue)
  where catalogue is not null;
