import { useApp } from "../app_context.ts";

/** Over every screen of the sample logbook: that it is one, and the way out. */
export function SampleNotice() {
  const { logbooks, removeLogbook, router } = useApp();
  if (logbooks.opened()?.is_sample !== true) return null;
  const discard = async () => {
    await removeLogbook();
    logbooks.open_id.value = logbooks.all.value.find((entry) => entry.grant === null)?.id ?? null;
    router.replace("/");
  };
  return (
    <div class="update" role="status">
      <span>A sample: try anything.</span>
      <button type="button" class="button" onClick={() => void discard()}>
        Throw it away
      </button>
    </div>
  );
}
