-- Processing (DESIGN section 5): dated reference data, results with what they used, and the marks
-- that say what is to be computed again. Results hold no clock time and no generated key: computed
-- again from the same intervals, a row is the same to the byte.

-- Reference data is never changed in place: a new figure is a new entry with another id.
create table emission_factor (
  id text primary key,
  version text not null,                     -- of the table that brought it
  activity text not null,
  region text not null,
  kg_per_unit numeric not null check (kg_per_unit >= 0),
  basis text not null,                       -- what the unit is exactly: kWh, kWh PCS, m3
  boundary text not null,                    -- direct, life cycle
  source text not null,
  confirmed boolean not null,                -- false: shown as "to be confirmed"
  valid_from date not null,
  valid_to date                              -- the day after the last; null while it holds
);

create table price (
  id text primary key,
  version text not null,
  what text not null,
  region text not null,
  euros numeric not null check (euros >= 0),
  basis text not null,                       -- per what: m3, kWh
  boundary text not null,                    -- what it includes: VAT, waste water
  source text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date
);

-- Local days of a building whose intervals have changed: work for the processors.
create table touched_day (
  building integer not null,
  day date not null,
  primary key (building, day)
);

create table carbon_month (
  building integer not null references building,
  month date not null,                       -- its first day
  kg numeric not null,                       -- the sum of the lines that have a factor
  complete boolean not null,                 -- whether every line has one
  rule text not null,                        -- the version of the rule that made it
  primary key (building, month)
);

create table carbon_line (
  building integer not null,
  month date not null,
  activity text not null,
  amount numeric not null,                   -- in the unit of the activity's factors
  coverage numeric not null,                 -- the measured share of the month, 0 to 1
  factor text references emission_factor,    -- null: none holds there and then
  kg numeric,
  primary key (building, month, activity),
  foreign key (building, month) references carbon_month on delete cascade
);

-- The smallest hourly flow of each night, as leaks are looked for.
create table night_flow (
  point integer not null references point,
  morning date not null,                     -- the local date on which the night ends
  flow_ml bigint not null check (flow_ml >= 0),
  primary key (point, morning)
);

create table finding (
  point integer not null references point,
  kind text not null check (kind in ('leak')),
  since date not null,                       -- the morning of its first night
  last_night date not null,                  -- the morning of the last night that shows it
  ongoing boolean not null,                  -- whether that is the last night that is known
  nights integer not null,
  usual_ml bigint not null,                  -- per hour
  flow_ml bigint not null,                   -- per hour, since then
  lost_ml bigint not null,
  price text references price,               -- null: none holds there and then
  euros numeric,
  rule text not null,
  primary key (point, kind, since)
);

create table purchase_group (
  id integer generated always as identity primary key,
  organisation integer not null references organisation,
  name text not null,
  title text not null,
  unique (organisation, name)
);

-- Who agreed that a household's curve goes into a group's sum. A withdrawal ends it; months that
-- were over by then stay as they were told, so that no difference of two sheets shows a household.
create table consent (
  id integer generated always as identity primary key,
  purchase_group integer not null references purchase_group,
  lot integer not null references lot,
  given_by text not null,
  valid_from date not null,
  valid_to date not null,                    -- the day after the last
  withdrawn_on date,
  check (valid_from < valid_to),
  unique (purchase_group, lot, valid_from)
);

create table group_month (
  purchase_group integer not null references purchase_group,
  month date not null,
  outcome text not null check (outcome in ('told', 'withheld')),
  reason text,                               -- why it is withheld
  found integer,                             -- what the rule found, and what it wants
  wanted integer,
  households integer,
  total_wh bigint,
  load_factor numeric,
  curve_wh bigint[],                         -- one figure a quarter-hour of the local month
  rule text not null,
  primary key (purchase_group, month)
);

grant select, insert on emission_factor, price to releve_ingest;
grant select, insert, update, delete on
  touched_day, carbon_month, carbon_line, night_flow, finding, group_month to releve_ingest;
grant select on purchase_group, consent to releve_ingest;

grant select on
  emission_factor, price, touched_day, carbon_month, carbon_line, night_flow, finding,
  purchase_group, consent, group_month to releve_api;
grant insert, update on purchase_group, consent to releve_api;
grant insert on touched_day to releve_api;
