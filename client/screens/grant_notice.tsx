import { useApp } from "../app_context.ts";

/** Over every screen of somebody else's logbook: whose it is, and whether it is still open. */
export function GrantNotice() {
  const { logbooks, sync, may_write } = useApp();
  const entry = logbooks.opened();
  if (entry === undefined || entry.grant === null) return null;
  const { shut } = sync.report.value;
  if (shut === "grant")
    return (
      <div role="alert">
        <a class="witness_notice" href="#/sync">
          <strong>■ Your access to {entry.owner_name}’s logbook has ended.</strong>
          <span>Read what remains to be done on this device.</span>
        </a>
      </div>
    );
  const own = logbooks.all.value.find(
    ({ account, grant }) => grant === null && account?.user.id === entry.account?.user.id,
  );
  return (
    <div class="update" role="status">
      <span>
        {entry.owner_name}’s logbook{may_write ? "" : ", to read only"}
      </span>
      {own !== undefined && (
        <button
          type="button"
          class="button"
          onClick={() => {
            logbooks.open_id.value = own.id;
          }}
        >
          Back to mine
        </button>
      )}
    </div>
  );
}
