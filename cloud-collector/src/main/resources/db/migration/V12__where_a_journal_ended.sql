-- A journal that its gateway has ended: what it had beyond the last receipt, the next one carries.
-- Numbers beyond, of which some came ahead of a backlog, are not missing.
alter table epoch add column ended_seq bigint;
