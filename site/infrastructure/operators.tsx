import { useEffect, useId } from "preact/hooks";
import { useText } from "../shell/language";

/**
 * What only operators may do, for everybody else: there, and out of reach, with the reason.
 *
 * @param onShown told once it is there
 */
export function OperatorsOnly(props: { title: string; actions: string[]; onShown?: () => void }) {
  const { title, actions, onShown } = props;
  const { signIn } = useText();
  const id = useId();
  useEffect(() => onShown?.(), []);
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p class="detail" id={`${id}-why`}>
        {signIn.operators}
      </p>
      <p class="row">
        {actions.map((action) => (
          <button key={action} type="button" disabled aria-describedby={`${id}-why`}>
            {action}
          </button>
        ))}
      </p>
    </section>
  );
}
