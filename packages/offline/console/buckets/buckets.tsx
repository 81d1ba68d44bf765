import type { ListedResource } from "../../src/services/page-answers";
import { Choices } from "../shell/choices";
import { Heading } from "../shell/controls";
import { FolderView } from "./folder-view";

/** The buckets, and what is in the one that is chosen. */
export function Buckets({ buckets, chosen }: { buckets: ListedResource[]; chosen: readonly [string, string] }) {
  const [bucket, prefix] = chosen;
  const name = buckets.some(({ id }) => id === bucket) ? bucket : buckets[0]?.id;
  return (
    <>
      <Heading title="Buckets" />
      <div class="split">
        <Choices
          label="Buckets"
          place="buckets"
          choices={buckets.map((one) => ({
            value: one.id,
            title: one.name,
            detail: one.id === one.name ? "" : one.id,
          }))}
          chosen={name}
        />
        {name !== undefined && <FolderView key={`${name}/${prefix}`} bucket={name} prefix={prefix} />}
      </div>
    </>
  );
}
