import { useText } from "../shell/language";
import { start } from "../shell/start";

function NotFound() {
  const { notFound } = useText();
  return (
    <div class="not-found">
      <p class="code" aria-hidden="true">
        404
      </p>
      <h1>{notFound.title}</h1>
      <p>{notFound.text}</p>
      <p>
        <a class="button" href="/">
          {notFound.back}
        </a>
      </p>
    </div>
  );
}

start({ titleOf: (text) => text.notFound.title, Content: NotFound, asksApi: false });
