import { useId, useState } from "preact/hooks";
import { useText } from "../shell/language";

/** A place that takes a file: dropped, or chosen by keyboard. */
export function FileDrop(props: {
  file: File | undefined;
  /** Whether it takes none for now. */
  isBusy: boolean;
  onFile: (file: File) => void;
}) {
  const { file, isBusy, onFile } = props;
  const { upload: text } = useText().city;
  const id = useId();
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null | undefined): void => {
    const chosen = files?.[0];
    if (chosen && !isBusy) onFile(chosen);
  };
  return (
    <div
      class={isOver ? "drop over" : "drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <p>
        {text.drop}{" "}
        <input
          id={id}
          class="visually-hidden"
          type="file"
          accept=".csv,text/csv"
          onChange={({ currentTarget }) => take(currentTarget.files)}
        />
        <label for={id} class="button quiet">
          {text.choose}
        </label>
      </p>
      <p role="status">{file && text.chosen(file.name)}</p>
    </div>
  );
}
