-- Checkpoints: now and then the heads of all audit chains that have grown are chained together and
-- signed by the server, so that a chain that was rebuilt, head and all, no longer fits what was signed.
--
-- leaf            = SHA-256('offblock head 1 ' || logbook_id || ' ' || chain_number || ' ' || row_hash in hex)
--                   Whoever does not know a logbook learns nothing of it from its leaf.
-- checkpoint text = 'offblock checkpoint 1', number, made_at and the leaves in hex in ascending order,
--                   each on a line of its own, joined by line feeds
-- checkpoint_hash = SHA-256(prev_hash || UTF-8 bytes of the checkpoint text)
-- prev_hash       = checkpoint_hash of the number before; for number 1: SHA-256('offblock checkpoints 1')
-- signature       = Ed25519 over the UTF-8 bytes of 'offblock checkpoint 1 ' || checkpoint_hash in hex

set local role offblock_owner;

create table audit.checkpoints (
  number bigint primary key,
  made_at timestamptz not null,
  leaves bytea[] not null,
  prev_hash bytea not null,
  checkpoint_hash bytea not null
);

comment on table audit.checkpoints is 'Heads of all chains that had grown, chained together. Append-only. Nobody''s: leaves are hashes.';
comment on column audit.checkpoints.number is '1, 2, 3 without a gap.';
comment on column audit.checkpoints.made_at is 'When, by the clock of the server.';
comment on column audit.checkpoints.leaves is 'One for each chain that had grown, ascending. The head of 0800_checkpoints.sql defines it.';
comment on column audit.checkpoints.prev_hash is 'checkpoint_hash of the number before.';
comment on column audit.checkpoints.checkpoint_hash is 'SHA-256 of prev_hash and the checkpoint text.';

create table audit.checkpoint_signatures (
  number bigint primary key,
  public_key bytea not null,
  signature bytea not null,
  constraint checkpoint_signatures_public_key_length check (length(public_key) = 32),
  constraint checkpoint_signatures_signature_length check (length(signature) = 64)
);

comment on table audit.checkpoint_signatures is 'The server''s signature under each checkpoint, Ed25519.';
comment on column audit.checkpoint_signatures.number is 'The checkpoint.';
comment on column audit.checkpoint_signatures.public_key is 'The key to check it with, 32 bytes.';
comment on column audit.checkpoint_signatures.signature is 'The signature, 64 bytes.';
comment on constraint checkpoint_signatures_public_key_length on audit.checkpoint_signatures is 'E_CONSTRAINT: an Ed25519 public key has 32 bytes.';
comment on constraint checkpoint_signatures_signature_length on audit.checkpoint_signatures is 'E_CONSTRAINT: an Ed25519 signature has 64 bytes.';

create table audit.checkpoint_heads (
  owner_user_id uuid not null,
  logbook_id uuid not null,
  checkpoint_number bigint not null,
  chain_number bigint not null,
  row_hash bytea not null,
  primary key (owner_user_id, logbook_id, checkpoint_number)
);

comment on table audit.checkpoint_heads is 'Which head of a logbook each checkpoint holds. Append-only; no foreign keys, like the log.';
comment on column audit.checkpoint_heads.owner_user_id is 'Owner of the logbook.';
comment on column audit.checkpoint_heads.logbook_id is 'The logbook.';
comment on column audit.checkpoint_heads.checkpoint_number is 'The checkpoint.';
comment on column audit.checkpoint_heads.chain_number is 'The last entry at that time.';
comment on column audit.checkpoint_heads.row_hash is 'Its row_hash.';

-- Not forced: the functions below write for all owners at once.
alter table audit.checkpoints enable row level security;
alter table audit.checkpoint_signatures enable row level security;
alter table audit.checkpoint_heads enable row level security;
create policy everybody on audit.checkpoints for select
  using ((select auth.current_user_id()) is not null);
create policy everybody on audit.checkpoint_signatures for select
  using ((select auth.current_user_id()) is not null);
create policy own_heads on audit.checkpoint_heads for select
  using (owner_user_id = (select auth.current_user_id()));
grant select on audit.checkpoints, audit.checkpoint_signatures, audit.checkpoint_heads to offblock_gateway;

create trigger append_only before update or delete or truncate on audit.checkpoints
  for each statement execute function audit.refuse_change();
create trigger append_only before update or delete or truncate on audit.checkpoint_signatures
  for each statement execute function audit.refuse_change();
create trigger append_only before update or delete or truncate on audit.checkpoint_heads
  for each statement execute function audit.refuse_change();

create function audit.require_signature()
  returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (select from audit.checkpoint_signatures s where s.number = new.number) then
    raise exception 'E_CONSTRAINT: checkpoint % is not signed', new.number using errcode = '23514';
  end if;
  return null;
end
$$;

comment on function audit.require_signature() is
  'Trigger at the end of the transaction: a checkpoint is signed, or it never was.';

create constraint trigger require_signature after insert on audit.checkpoints
  deferrable initially deferred for each row execute function audit.require_signature();

create function audit.head_leaf(p_logbook_id uuid, p_chain_number bigint, p_row_hash bytea)
  returns bytea
  language sql
  immutable
  strict
  parallel safe
as $$
  select sha256(convert_to(
    'offblock head 1 ' || p_logbook_id || ' ' || p_chain_number || ' ' || encode(p_row_hash, 'hex'), 'UTF8'
  ))
$$;

comment on function audit.head_leaf(uuid, bigint, bytea) is 'The leaf of a logbook''s head in a checkpoint.';
grant execute on function audit.head_leaf(uuid, bigint, bytea) to offblock_gateway;

create function audit.checkpoint_hash(p_prev_hash bytea, p_number bigint, p_made_at text, p_leaves bytea[])
  returns bytea
  language sql
  stable
  parallel safe
as $$
  select sha256(p_prev_hash || convert_to(
    concat_ws(
      E'\n', 'offblock checkpoint 1', p_number, p_made_at,
      (select string_agg(encode(l, 'hex'), E'\n' order by n) from unnest(p_leaves) with ordinality as u (l, n))
    ),
    'UTF8'
  ))
$$;

comment on function audit.checkpoint_hash(bytea, bigint, text, bytea[]) is
  'The hash of a checkpoint. The head of 0800_checkpoints.sql defines it.';
grant execute on function audit.checkpoint_hash(bytea, bigint, text, bytea[]) to offblock_gateway;

create function audit.take_checkpoint()
  returns table (number bigint, checkpoint_hash bytea)
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
-- Ends with a checkpoint that the caller must sign in the same transaction (audit.sign_checkpoint):
-- without a signature nothing of it is kept. No row: no chain has grown.
declare
  v_before audit.checkpoints;
  v_number bigint;
  v_made_at timestamptz;
  v_leaves bytea[];
  v_prev_hash bytea;
  v_hash bytea;
begin
  -- Two gateways take turns, so that numbers have no gaps and the chain no forks.
  perform pg_advisory_xact_lock(7310003);
  select * into v_before from audit.checkpoints c order by c.number desc limit 1;
  v_number := coalesce(v_before.number, 0) + 1;
  v_prev_hash := coalesce(v_before.checkpoint_hash, sha256(convert_to('offblock checkpoints 1', 'UTF8')));

  insert into audit.checkpoint_heads (owner_user_id, logbook_id, checkpoint_number, chain_number, row_hash)
    select l.owner_user_id, l.id, v_number, l.audit_count, l.audit_head
    from sync.logbooks l
    left join lateral (
      select h.chain_number
      from audit.checkpoint_heads h
      where h.owner_user_id = l.owner_user_id and h.logbook_id = l.id
      order by h.checkpoint_number desc
      limit 1
    ) as last on true
    where l.audit_count > coalesce(last.chain_number, 0);
  if not found then
    return;
  end if;

  v_made_at := clock_timestamp();
  v_leaves := array(
    select audit.head_leaf(h.logbook_id, h.chain_number, h.row_hash) as leaf
    from audit.checkpoint_heads h
    where h.checkpoint_number = v_number
    order by leaf
  );
  v_hash := audit.checkpoint_hash(v_prev_hash, v_number, audit.moment_text(v_made_at), v_leaves);
  insert into audit.checkpoints (number, made_at, leaves, prev_hash, checkpoint_hash)
  values (v_number, v_made_at, v_leaves, v_prev_hash, v_hash);
  return query select v_number, v_hash;
end
$$;

comment on function audit.take_checkpoint() is
  'Chains the heads of all chains that have grown since the last checkpoint into a new one, to be signed in the same transaction. No row when none has.';
grant execute on function audit.take_checkpoint() to offblock_gateway;

create function audit.sign_checkpoint(p_number bigint, p_public_key bytea, p_signature bytea)
  returns void
  language sql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  insert into audit.checkpoint_signatures (number, public_key, signature)
  values (p_number, p_public_key, p_signature)
$$;

comment on function audit.sign_checkpoint(bigint, bytea, bytea) is
  'Puts the server''s signature under a checkpoint; each takes one.';
grant execute on function audit.sign_checkpoint(bigint, bytea, bytea) to offblock_gateway;

create function audit.verify_checkpoints(p_logbook uuid default null)
  returns table (checkpoint_number bigint, problem text)
  language sql
  stable
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
as $$
  with checkpoints as (
    select
      c.*,
      lag(c.number, 1, 0::bigint) over w as number_before,
      lag(c.checkpoint_hash, 1, sha256(convert_to('offblock checkpoints 1', 'UTF8'))) over w as hash_before
    from audit.checkpoints c
    window w as (order by c.number)
  ),
  heads as (
    select h.*, c.leaves, e.row_hash as row_hash_now
    from audit.checkpoint_heads h
    left join checkpoints c on c.number = h.checkpoint_number
    left join audit.audit_log e
      on e.owner_user_id = h.owner_user_id and e.logbook_id = h.logbook_id and e.chain_number = h.chain_number
    where p_logbook is null or h.logbook_id = p_logbook
  ),
  found as (
    select c.number, 'checkpoints are missing before it'
    from checkpoints c
    where c.number <> c.number_before + 1
    union all
    select c.number, 'does not continue the checkpoint before'
    from checkpoints c
    where c.prev_hash <> c.hash_before
    union all
    select c.number, 'was changed'
    from checkpoints c
    where c.checkpoint_hash
      <> audit.checkpoint_hash(c.prev_hash, c.number, audit.moment_text(c.made_at), c.leaves)
    union all
    select c.number, 'is not signed'
    from checkpoints c
    where not exists (select from audit.checkpoint_signatures s where s.number = c.number)
    union all
    select h.checkpoint_number, 'is gone, but a head of logbook ' || h.logbook_id || ' is of it'
    from heads h
    where h.leaves is null
    union all
    select h.checkpoint_number, 'does not hold the head of logbook ' || h.logbook_id
    from heads h
    where audit.head_leaf(h.logbook_id, h.chain_number, h.row_hash) <> all (h.leaves)
    union all
    select h.checkpoint_number, 'entry ' || h.chain_number || ' of logbook ' || h.logbook_id || ' is no longer there'
    from heads h
    where h.row_hash_now is null
    union all
    select h.checkpoint_number, 'entry ' || h.chain_number || ' of logbook ' || h.logbook_id || ' is no longer the same'
    from heads h
    where h.row_hash_now <> h.row_hash
    union all
    -- Whoever sees all owners sees also when one has been left out.
    select c.number, 'heads are missing'
    from checkpoints c
    where p_logbook is null
      and cardinality(c.leaves) <> (select count(*) from heads h where h.checkpoint_number = c.number)
  )
  select * from found order by 1, 2
$$;

comment on function audit.verify_checkpoints(uuid) is
  'Holds the chains against the checkpoints: of one logbook, or of all for an administrator. Answers what is wrong; no row: all fits. Signatures are checked outside (offblock verify).';
grant execute on function audit.verify_checkpoints(uuid) to offblock_gateway;

reset role;
