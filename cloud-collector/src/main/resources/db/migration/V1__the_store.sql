-- The store of DESIGN sections 3, 4 and 8. Runs as releve_owner with search_path = releve.
-- Names that people give (gateway, site, lot, point, meter, register) are text; keys are integers
-- made here. Readings are append-only and know no foreign key: the catalogue vouches for them.

-- Which store this is: written into each receipt, made once.
create table store (
  singleton boolean primary key default true check (singleton),
  id uuid not null default gen_random_uuid(),
  made_at timestamptz not null default now()
);
insert into store default values;

create table organisation (
  id integer generated always as identity primary key,
  name text not null unique,                 -- OrganisationId
  title text not null,
  external_id text
);
-- Accounts of the people who run the collector belong to an organisation too.
insert into organisation (name, title) values ('operator', 'Operator');

create table account (
  id integer generated always as identity primary key,
  organisation integer not null references organisation,
  name text not null unique,
  password_hash text not null,               -- Argon2id, PHC form
  role text not null check (role in ('operator', 'syndic')),
  created_at timestamptz not null default now()
);

-- Browser sessions and API tokens; only a digest of the secret is kept.
create table access (
  id integer generated always as identity primary key,
  account integer not null references account on delete cascade,
  kind text not null check (kind in ('session', 'token')),
  secret_sha256 bytea not null unique,
  name text not null default '',
  created_at timestamptz not null default now(),
  expires_at timestamptz                     -- null: until it is revoked
);

create table gateway (
  id text primary key,                       -- GatewayId
  organisation integer references organisation,  -- null: nobody's yet, operators only
  first_seen timestamptz not null default now(),
  online boolean not null default false,
  state_changed_at timestamptz,
  forked_at timestamptz,                     -- its journal contradicts the ledger
  fork_reason text,
  external_id text
);

create table building (
  id integer generated always as identity primary key,
  site text not null,                        -- SiteId
  gateway text not null references gateway,
  organisation integer references organisation,
  zone text not null default 'UTC',
  area_m2 numeric,
  external_id text,
  unique (gateway, site)
);

create table site_plan (
  building integer not null references building,
  version integer not null,
  digest bigint not null,
  body text not null,
  problem text,                              -- why it could not be read, null when it could
  received_at timestamptz not null default now(),
  primary key (building, version)
);

create table lot (
  id integer generated always as identity primary key,
  building integer not null references building,
  name text not null,                        -- LotId
  kind text not null,
  area_m2 numeric,
  shares integer,
  external_id text,
  unique (building, name)
);

create table point (
  id integer generated always as identity primary key,
  building integer not null references building,
  name text not null,                        -- PointId
  title text not null,
  lot integer references lot,                -- null: common parts
  parent integer references point,
  external_id text,
  unique (building, name)
);

create table meter (
  id integer generated always as identity primary key,
  building integer not null references building,
  name text not null,                        -- MeterId
  point integer references point,            -- null: the plan could not be read
  profile text,
  serial text,
  installed_from date,
  installed_to date,
  external_id text,
  unique (building, name)
);

-- The key of a series. A new epoch's numbers map to the same registers by name.
create table register (
  id integer generated always as identity primary key,
  meter integer not null references meter,
  name text not null,                        -- RegisterName
  quantity text not null,
  step text not null,                        -- the unit in which values are held: Wh, mL, ...
  resolution_mantissa smallint not null,
  resolution_exponent smallint not null,
  source_unit text not null,
  unique (meter, name)
);

-- Journals. An epoch belongs to the gateway that used it first.
create table epoch (
  epoch bigint primary key,
  gateway text not null references gateway,
  first_seen timestamptz not null default now(),
  -- Everything up to here is in the ledger; lags behind, saves walking the ledger at start.
  contiguous bigint not null default 0
);
create index epoch_of_gateway on epoch (gateway, first_seen);

-- Boots whose wall clock is known from a time fact.
create table boot (
  gateway text not null references gateway,
  boot_id uuid not null,
  wall_minus_boot bigint not null,           -- milliseconds
  learned_at timestamptz not null default now(),
  primary key (gateway, boot_id)
);

create table catalogue (
  gateway text not null references gateway,
  digest bigint not null,
  building integer not null references building,
  bytes bytea not null,                      -- the batch that brought it
  numbers integer[] not null,                -- rising; registers[i] is what numbers[i] means
  registers integer[] not null,
  received_at timestamptz not null default now(),
  primary key (gateway, digest)
);

-- One row a batch: "0 missing" is a query over seq.
create table ledger (
  epoch bigint not null references epoch,
  seq bigint not null,
  kind smallint not null,                    -- BatchKind.code(), 0 for a batch declared lost
  digest bigint not null,
  status text not null check (status in ('stored', 'quarantined', 'lost')),
  batch bigint generated always as identity (cache 64),
  boot_id uuid,
  boot_millis bigint,
  wall_millis bigint,
  rows integer not null,
  committed_at timestamptz not null default clock_timestamp(),
  primary key (epoch, seq)
);

create table quarantine (
  batch bigint primary key,
  gateway text not null references gateway,
  epoch bigint not null,
  seq bigint not null,
  reason text not null,
  bytes bytea not null,
  quarantined_at timestamptz not null default now()
);

-- Batches claimed and receipted whose boot has no date yet.
create table undated (
  batch bigint primary key,
  gateway text not null references gateway,
  boot_id uuid not null,
  bytes bytea not null,
  received_at timestamptz not null default now()
);
create index undated_of_boot on undated (gateway, boot_id);

-- What the gateway says happened: losses and events, as it worded them.
create table fact (
  batch bigint not null,
  position integer not null,
  gateway text not null references gateway,
  kind text not null check (kind in ('time', 'loss', 'event')),
  boot_id uuid not null,
  boot_millis bigint not null,
  at timestamptz,                            -- null while its boot has no date
  code text not null,
  text text not null,
  primary key (batch, position)
);

create table reading (
  register integer not null,
  instant timestamptz not null,
  value bigint not null,
  quality smallint not null,
  batch bigint not null
);
-- Not unique: one (register, instant) from two batches keeps both, the later commit wins.
create index reading_series on reading (register, instant);

create table latest (
  register integer primary key,
  instant timestamptz not null,
  value bigint not null,
  quality smallint not null,
  batch bigint not null
) with (fillfactor = 50);

-- What a commit touched: work for derivation, claimed with FOR UPDATE SKIP LOCKED.
create table touched (
  id bigint generated always as identity primary key,
  building integer not null,
  registers integer[] not null,
  from_instant timestamptz not null,
  to_instant timestamptz not null            -- inclusive: the last instant touched
);
create index touched_of_building on touched (building, id);

create table quarter_hour (
  register integer not null,
  starts timestamptz not null,
  consumption bigint not null,               -- in the register's step
  covered_millis integer not null,           -- how much of the interval readings enclose
  quality smallint not null,
  primary key (register, starts)
);

grant usage on schema releve to releve_ingest, releve_api;

grant select on store to releve_ingest, releve_api;
grant select, insert, update, delete on
  gateway, building, site_plan, lot, point, meter, register, epoch, boot, catalogue, ledger,
  quarantine, undated, fact, latest, touched, quarter_hour
  to releve_ingest;
-- Readings are append-only: nobody but the owner may change or delete one.
grant select, insert on reading to releve_ingest;
grant select, insert, update on organisation to releve_ingest;

grant select on
  organisation, gateway, building, site_plan, lot, point, meter, register, epoch, ledger,
  quarantine, undated, fact, reading, latest, touched, quarter_hour
  to releve_api;
grant select, insert, update, delete on account, access to releve_api;
grant insert, update on organisation to releve_api;
grant update (organisation) on gateway, building to releve_api;
