-- Rules of validation (ADR 25): their limits, what organisations set instead, and the remarks that they leave.

-- Defaults are dated data as any reference: a new figure is a new row with another date.
create table rule_limit (
  rule text not null,                        -- V01 to V22
  name text not null,
  place integer not null,                    -- the first limit of a rule is the one that a remark is told with
  unit text not null,
  value numeric not null,
  least numeric not null,
  most numeric not null,
  source text not null,
  confirmed boolean not null,                -- false: shown as "to be confirmed"
  valid_from date not null default '1970-01-01',
  primary key (rule, name, valid_from),
  check (least <= value and value <= most)
);

insert into rule_limit (rule, name, place, unit, value, least, most, source, confirmed) values
  ('V01', 'seconds', 1, 's', 45, 5, 3600, 'estimate: 5 % of 15 minutes', false),
  ('V06', 'intervals', 1, 'quarter-hours', 3, 0, 95, 'estimate', false),
  ('V08', 'percent', 1, '%', 180, 20, 10000, 'California, DASMMD: 180 %; highest and third highest as Oracle Utilities', false),
  ('V08', 'contract-percent', 2, '%', 20, 0, 100, 'estimate', false),
  ('V08', 'least-kw', 3, 'kW', 2, 0, 1000, 'estimate, where no contracted power is known', false),
  ('V10', 'electricity-percent', 1, '%', 3, 0.5, 100, 'estimate', false),
  ('V10', 'water-percent', 2, '%', 5, 0.5, 100, 'estimate', false),
  ('V10', 'heat-percent', 3, '%', 10, 0.5, 100, 'estimate', false),
  ('V11', 'high-percent', 1, '%', 200, 101, 10000, 'estimate', false),
  ('V11', 'low-percent', 2, '%', 50, 0, 99, 'estimate', false),
  ('V12', 'electricity-hours', 1, 'h', 6, 1, 168, 'estimate', false),
  ('V12', 'water-hours', 2, 'h', 48, 1, 168, 'estimate', false),
  ('V12', 'gas-hours', 3, 'h', 24, 1, 168, 'estimate, in the heating season', false),
  ('V13', 'digits', 1, 'last digits of the counter', 0, 0, 1000, 'any consumption', true),
  ('V14', 'hours', 1, 'h', 12, 1, 24, 'estimate: meters that are read each minute repeat a value for some', false),
  ('V14', 'samples', 2, 'readings', 6, 2, 1000, 'ASHRAE GEPIII, first place: more than 6', false),
  ('V14', 'resolution-percent', 3, '%', 1, 0.001, 10, 'estimate', false),
  ('V15', 'quarters', 1, 'quarter-hours', 4, 0, 100, 'estimate', false),
  ('V15', 'cos-percent', 2, '%', 30, 1, 99, 'estimate', false),
  ('V15', 'least-var', 3, 'var', 1000, 0, 100000, 'estimate: nothing runs, and a filter takes some', false),
  ('V16', 'minutes', 1, 'min', 15, 1, 1440, 'estimate', false),
  ('V16', 'voltage-percent', 2, '%', 85, 50, 99, 'estimate', false),
  ('V16', 'nominal-volts', 3, 'V', 230, 50, 1000, 'EN 50160', false),
  ('V16', 'current-percent', 4, '%', 10, 1, 99, 'estimate', false),
  ('V17', 'values', 1, 'readings', 0, 0, 100000, 'any value', true),
  ('V18', 'percent', 1, '%', 5, 0.1, 20, 'estimate', false),
  ('V18', 'steady-percent', 2, '%', 20, 1, 50, 'estimate', false),
  ('V19', 'days', 1, 'days', 15, 1, 27, 'estimate', false),
  ('V20', 'values', 1, 'readings', 0, 0, 100000, 'any value', true),
  ('V21', 'percent', 1, '%', 105, 50, 1000, 'estimate', false),
  ('V21b', 'percent', 1, '%', 10, 1, 100, 'estimate', false),
  ('V22', 'times', 1, 'times what 999 of 1,000 jumps stay within', 2, 1, 1000, 'estimate: once would mark one quarter-hour in 1,000', false);

-- What an organisation wants instead; never changed: of what holds on a day, what was set last.
create table limit_set (
  id integer generated always as identity primary key,
  organisation integer not null references organisation,
  rule text not null,
  name text not null,
  value numeric not null,
  valid_from date not null,
  set_at timestamptz not null,
  set_by text not null,
  reason text not null
);
create index limit_set_of_organisation on limit_set (organisation, rule);

-- Up to which local day a building was judged, and by which of its organisation's limits.
create table validated (
  building integer primary key references building,
  first_day date not null,                   -- of which anything was known then
  through date not null,
  limit_seen integer not null                -- the newest limit_set, 0 for none
);

-- What a rule said of one day, where it was not "clean".
create table remark_day (
  building integer not null references building,
  point integer references point,            -- null: of the building as a whole
  about text not null,                       -- a quantity or the name of a register
  rule text not null,
  day date not null,
  breach boolean not null,                   -- false: too little is known of that day
  measured numeric,
  limit_value numeric,
  check (breach = (measured is not null) and breach = (limit_value is not null)),
  unique nulls not distinct (building, point, about, rule, day)
);
create index remark_day_of_building on remark_day (building, day);

-- Days on end of which a rule says the same.
create table remark (
  building integer not null references building,
  point integer references point,
  about text not null,
  rule text not null,
  since date not null,
  last_day date not null,                    -- the last one that shows it
  clean_on date,                             -- the first day that is known to be clean again
  ongoing boolean not null,
  days integer not null,                     -- that show it
  measured numeric not null,                 -- on the last day
  limit_value numeric not null,
  unique nulls not distinct (building, point, about, rule, since)
);

do $$
declare
  whole constant text := '(select sees_everything())';
  part constant text := whole || ' or exists (
    select from building as whole where whole.id = %I.building)';
  covered text;
begin
  foreach covered in array array['limit_set', 'validated', 'remark_day', 'remark'] loop
    execute format('alter table %I enable row level security', covered);
    execute format('alter table %I force row level security', covered);
    execute format('create policy stores on %I to releve_ingest using (true) with check (true)', covered);
    execute format('create policy sees on %I to releve_api, releve_views using (%s)', covered,
      case covered
        when 'limit_set' then whole || ' or organisation = (select seen_organisation())'
        else format(part, covered) end);
  end loop;
end $$;

grant select on rule_limit, limit_set to releve_ingest, releve_api;
grant insert on limit_set to releve_api;
grant select, insert, update, delete on validated, remark_day, remark to releve_ingest;
grant select on remark, validated to releve_api;
