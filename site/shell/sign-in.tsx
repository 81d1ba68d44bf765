import { useState } from "preact/hooks";
import type { Failure } from "./api";
import { Dialog } from "./dialog";
import { FailureNote } from "./feedback";
import { useText } from "./language";

/** Asks people to sign in, in the place of what needs it. */
export function SignInPage({ onSignIn, failure }: { onSignIn: () => void; failure: Failure | undefined }) {
  const { signIn: text } = useText();
  return (
    <section class="panel key" aria-labelledby="sign-in-title">
      <h1 id="sign-in-title">{text.title}</h1>
      <p>{text.why}</p>
      {failure && failure.status !== 400 && <FailureNote failure={failure} />}
      {failure?.status === 400 && (
        <div class="note failure" role="alert">
          <p>{text.failed}</p>
          {failure.detail && <p class="detail">{failure.detail}</p>}
        </div>
      )}
      <button type="button" onClick={onSignIn}>
        {text.enter}
      </button>
    </section>
  );
}

/** Says that the session has ended, over whatever is being written: it stays, since a window of its own signs in. */
export function SessionEnded({ onSignIn, onClose }: { onSignIn: () => Promise<boolean>; onClose: () => void }) {
  const { signIn: text } = useText();
  const [isBlocked, setBlocked] = useState(false);
  return (
    <Dialog title={text.ended} onClose={onClose}>
      <p>{text.endedWhy}</p>
      {isBlocked && (
        <p class="note failure" role="alert">
          {text.blocked}
        </p>
      )}
      <button type="button" onClick={() => void onSignIn().then((isOpen) => setBlocked(!isOpen))}>
        {text.enter}
      </button>
    </Dialog>
  );
}

/** What a window shows that has signed in for another page, until it closes. */
export function SignedInBeside() {
  const { signIn: text } = useText();
  return (
    <div class="note" role="status">
      <p>{text.beside}</p>
    </div>
  );
}
