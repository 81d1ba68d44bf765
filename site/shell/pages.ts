import { useState } from "preact/hooks";
import { useAction, useRequest } from "./request";

/** A page of a list, as the API answers it. */
export interface ListPage<Item> {
  items: Item[];
  nextCursor?: string;
}

/**
 * A list that is shown page by page. What comes late, of a list that has been asked for anew since, is dropped.
 *
 * @param ask asks for the page at a cursor, or the first one
 * @param dependencies what the list follows from
 */
export function usePages<Item>(ask: (cursor?: string) => Promise<ListPage<Item>>, dependencies: readonly unknown[]) {
  const [first, reload] = useRequest(() => ask(), dependencies);
  const [further, setFurther] = useState<ListPage<Item> & { behind: ListPage<Item> | undefined }>();
  const more = useAction();
  const known = further && further.behind === first.data ? further : undefined;
  const { nextCursor } = known ?? first.data ?? {};
  const showMore = (): void => {
    const behind = first.data;
    void more.run(async () => {
      const page = await ask(nextCursor);
      setFurther({ behind, items: [...(known?.items ?? []), ...page.items], nextCursor: page.nextCursor });
    });
  };
  const items = [...(first.data?.items ?? []), ...(known?.items ?? [])];
  return { first, items, hasMore: nextCursor !== undefined, more, showMore, reload };
}
