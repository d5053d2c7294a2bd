-- A pushed plan does not wait for a box that does not come, and only some are kept (ADR 15).

alter table plan_push drop constraint plan_push_state_check;
alter table plan_push add constraint plan_push_state_check check (state in
  ('waiting', 'sent', 'applied', 'confirmed', 'returned', 'refused', 'replaced', 'withdrawn'));

-- What waits for boxes that were retired before; for once by the owner of the tables.
alter table gateway no force row level security;
alter table plan_push no force row level security;
update plan_push p set state = 'withdrawn', state_at = now()
from gateway g where g.id = p.gateway and g.retired_at is not null and p.state in ('waiting', 'sent');
alter table gateway force row level security;
alter table plan_push force row level security;

grant delete on plan_push to releve_ingest;
