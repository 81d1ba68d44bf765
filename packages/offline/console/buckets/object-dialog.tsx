import { useEffect, useState } from "preact/hooks";
import { useAction, useAsked } from "../shell/asking";
import { Code, Dialog, FailureNote, Shown } from "../shell/feedback";
import { bytesOf, momentOf } from "../shell/format";
import { download, objectAt, type Preview, remove } from "./bucket";

/** An object: what it is, what it shows, and its deletion. Closes with whether it has been deleted. */
export function ObjectDialog(props: { bucket: string; objectKey: string; onClose: (isChanged: boolean) => void }) {
  const { bucket, objectKey, onClose } = props;
  const [isSure, setSure] = useState(false);
  const { isBusy, failure, run } = useAction();
  const [asked, again] = useAsked(() => objectAt(bucket, objectKey), [bucket, objectKey]);
  const erase = (): void => {
    if (!isSure) return setSure(true);
    run(async () => {
      await remove(bucket, objectKey);
      onClose(true);
    });
  };
  return (
    <Dialog title={objectKey} onClose={() => onClose(false)}>
      <Shown asked={asked} onRetry={again}>
        {({ contentType, bytes, modified, metadata, preview }) => (
          <>
            <dl class="facts">
              <dt>Type</dt>
              <dd>{contentType || "none"}</dd>
              <dt>Size</dt>
              <dd>{bytesOf(bytes)}</dd>
              <dt>Changed</dt>
              <dd>{momentOf(modified)}</dd>
              {metadata.map(([name, value]) => (
                <>
                  <dt key={name}>{name}</dt>
                  <dd class="mono">{value}</dd>
                </>
              ))}
            </dl>
            <PreviewView preview={preview} alt={`What ${objectKey} shows`} />
          </>
        )}
      </Shown>
      {failure && <FailureNote failure={failure} />}
      <div class="row">
        <button type="button" class="quiet" disabled={isBusy} onClick={() => run(() => download(bucket, objectKey))}>
          Download
        </button>
        <button type="button" class={isSure ? "danger" : "quiet"} disabled={isBusy} onClick={erase}>
          {isSure ? "Really delete" : "Delete"}
        </button>
      </div>
    </Dialog>
  );
}

function PreviewView({ preview, alt }: { preview: Preview; alt: string }) {
  useEffect(() => {
    if (preview.kind !== "image") return undefined;
    return () => URL.revokeObjectURL(preview.url);
  }, [preview]);
  switch (preview.kind) {
    case "image":
      return <img class="preview" src={preview.url} alt={alt} />;
    case "text":
      return (
        <>
          <Code text={preview.text} label="Content" />
          {preview.isCut && <p class="hint">This is its beginning.</p>}
        </>
      );
    case "none":
      return <p class="hint">{preview.why}</p>;
  }
}
