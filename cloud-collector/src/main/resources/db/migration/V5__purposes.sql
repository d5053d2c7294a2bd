-- The register of purposes (DESIGN section 6): every use of dwellings' data. What is enforced is
-- eu.releve.cloud.purpose.Purpose; a collector whose code and register differ does not start.
create table purpose (
  id text primary key,
  use text not null,
  legal_basis text not null,
  confirmed boolean not null,                -- false: the legal basis is to be confirmed
  seen_by text not null check (seen_by in ('organisation', 'operator', 'occupant')),
  finest text not null
    check (finest in ('reading', 'quarter-hour', 'day', 'month', 'year')),
  only_over boolean not null,                -- whether only periods that are over are told
  households_min integer not null check (households_min >= 1),
  kept text not null
);

insert into purpose values
  ('charges', 'Charges, and the consumption information that is owed to occupants',
   'legal obligation: Directive (EU) 2023/1791, articles 14 to 16', false,
   'organisation', 'month', true, 1, '10 years'),
  ('sum', 'Sums over enough households that none of them can be told from the others',
   'no personal data', false,
   'organisation', 'quarter-hour', false, 11, '24 months'),
  ('purchase-group', 'The load curve of a group of households that buys energy together',
   'consent of each household, with its purpose and its end', true,
   'organisation', 'quarter-hour', true, 11, '10 years, as a sum'),
  ('detection', 'Detection of leaks and of meters at fault',
   'legitimate interest of the co-ownership', false,
   'occupant', 'quarter-hour', false, 1, '30 days without a finding'),
  ('verification', 'Support, and the proof that what was read is what is stored',
   'legitimate interest of whoever runs the collector on behalf of the organisation', false,
   'operator', 'reading', false, 1, '25 months');

grant select on purpose to releve_ingest, releve_api;
