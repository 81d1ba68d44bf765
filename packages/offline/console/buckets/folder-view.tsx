import { useRef, useState } from "preact/hooks";
import { useAction, usePages } from "../shell/asking";
import { Table } from "../shell/controls";
import { Empty, FailureNote, Shown } from "../shell/feedback";
import { bytesOf, momentOf } from "../shell/format";
import { href } from "../shell/route";
import { type Folder, folderOf, upload } from "./bucket";
import { ObjectDialog } from "./object-dialog";

/** A folder of a bucket, and what can be done in it. */
export function FolderView({ bucket, prefix }: { bucket: string; prefix: string }) {
  const [open, setOpen] = useState<string>();
  const { isBusy, failure, run } = useAction();
  const chosen = useRef<HTMLInputElement>(null);
  const { asked, again, showMore, ...pages } = usePages(
    (before?: Folder) => folderOf(bucket, prefix, before?.next),
    joined,
    [bucket, prefix],
  );
  const send = (files: FileList | null): void =>
    run(async () => {
      for (const file of files ?? []) await upload(bucket, prefix + file.name, file);
      // The same file may be chosen again.
      if (chosen.current) chosen.current.value = "";
      again();
    });
  const close = (isChanged: boolean): void => {
    setOpen(undefined);
    if (isChanged) again();
  };
  return (
    <div class="panel">
      <div class="heading">
        <h2>{bucket}</h2>
        <div class="row">
          <button type="button" class="quiet" onClick={again}>
            Refresh
          </button>
          <label class="button">
            {isBusy ? "Uploading…" : "Upload"}
            <input
              ref={chosen}
              class="visually-hidden"
              type="file"
              multiple
              disabled={isBusy}
              onChange={({ currentTarget }) => send(currentTarget.files)}
            />
          </label>
        </div>
      </div>
      <Path bucket={bucket} prefix={prefix} />
      {failure && <FailureNote failure={failure} />}
      <Shown asked={asked} onRetry={again}>
        {(folder) => (
          <>
            <Rows bucket={bucket} prefix={prefix} folder={folder} onOpen={setOpen} />
            {pages.failure && <FailureNote failure={pages.failure} />}
            {folder.next !== undefined && (
              <button type="button" class="quiet" disabled={!showMore} onClick={showMore}>
                Show more
              </button>
            )}
          </>
        )}
      </Shown>
      {open !== undefined && <ObjectDialog bucket={bucket} objectKey={open} onClose={close} />}
    </div>
  );
}

const joined = (first: Folder, second: Folder): Folder => ({
  folders: [...first.folders, ...second.folders],
  objects: [...first.objects, ...second.objects],
  next: second.next,
});

/** The way to a folder, each step of which leads back. */
function Path({ bucket, prefix }: { bucket: string; prefix: string }) {
  const parts = prefix.split("/").filter((part) => part !== "");
  return (
    <nav aria-label="Folder" class="row mono">
      <a href={href("buckets", bucket)}>/</a>
      {parts.map((part, index) => (
        <a key={index} href={href("buckets", bucket, `${parts.slice(0, index + 1).join("/")}/`)}>
          {part}/
        </a>
      ))}
    </nav>
  );
}

function Rows(props: { bucket: string; prefix: string; folder: Folder; onOpen: (key: string) => void }) {
  const { bucket, prefix, folder, onOpen } = props;
  if (folder.folders.length + folder.objects.length === 0) return <Empty title="Nothing is in here" />;
  return (
    <Table label={`Objects in ${bucket}/${prefix}`} head={["Key", "Size", "Changed"]}>
      {folder.folders.map((name) => (
        <tr key={name}>
          <th scope="row" class="mono wrap">
            <a href={href("buckets", bucket, name)}>{name.slice(prefix.length)}</a>
          </th>
          <td />
          <td />
        </tr>
      ))}
      {folder.objects.map(({ key, bytes, modified }) => (
        <tr key={key}>
          <th scope="row" class="mono wrap">
            <button type="button" class="link" onClick={() => onOpen(key)}>
              {key.slice(prefix.length) || key}
            </button>
          </th>
          <td class="number">{bytesOf(bytes)}</td>
          <td class="number">{momentOf(modified)}</td>
        </tr>
      ))}
    </Table>
  );
}
