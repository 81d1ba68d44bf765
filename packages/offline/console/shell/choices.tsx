import { href } from "./route";

/** A list of things of one kind, of which one is chosen. */
export function Choices(props: {
  label: string;
  /** The place in the console that shows one. */
  place: string;
  choices: readonly { value: string; title: string; detail?: string }[];
  chosen: string | undefined;
}) {
  const { label, place, choices, chosen } = props;
  return (
    <nav aria-label={label} class="choices">
      {choices.map(({ value, title, detail }) => (
        <a key={value} href={href(place, value)} aria-current={value === chosen ? "page" : undefined}>
          <span>{title}</span>
          {detail && <small>{detail}</small>}
        </a>
      ))}
    </nav>
  );
}
