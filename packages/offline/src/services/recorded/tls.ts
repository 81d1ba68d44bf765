import type { ResourceTypes } from "../../graph/resource-type";
import { choicesOf, privateKeyTexts } from "../../graph/keys/outputs";
import { secretPlaceholder } from "../../graph/placeholders";

/** What the provider `tls` makes. Keys are each data folder's own. */
export const tlsTypes: ResourceTypes = {
  "tls:index/privateKey:PrivateKey": {
    computed: ({ urn, inputs, holdsSecret }) => {
      holdsSecret?.();
      return { ...choicesOf(inputs), ...privateKeyTexts(secretPlaceholder(urn), inputs) };
    },
  },
};
