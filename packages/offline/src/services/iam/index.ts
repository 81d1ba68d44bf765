import { type Graph, ofType } from "../../graph/graph";
import { digits, type Naming, physicalName } from "../../graph/naming";
import type { ServiceModule } from "../module";

/** IAM: roles and their policies, which the endpoint enforces (`protocol/identities.ts`). Its own API is not embedded. */
export const iam: ServiceModule = {
  name: "iam",
  resources: {
    "aws:iam/policy:Policy": {
      // A policy that is attached to roles is recorded only.
      serves: ({ outputs }, graph) => rolesOf(graph).some(({ inputs }) => inputs.permissionsBoundary === outputs.arn),
      computed: (naming) => {
        const name = physicalName(naming);
        const arn = `arn:aws:iam::${naming.account}:policy/${name}`;
        return { id: arn, name, arn };
      },
      // As a boundary that somebody else looks after: what it says, the program says by the state that it gives.
      existing: (arn) => ({ arn, name: arn.slice(arn.lastIndexOf("/") + 1) }),
    },
    "aws:iam/role:Role": {
      serves: true,
      computed: (naming) => {
        const name = physicalName(naming);
        return {
          id: name,
          name,
          arn: `arn:aws:iam::${naming.account}:role${pathOf(naming)}${name}`,
          uniqueId: `AROA${digits(naming, 17).toUpperCase()}`,
        };
      },
    },
    "aws:iam/rolePolicy:RolePolicy": {
      serves: true,
      computed: (naming) => {
        const name = physicalName(naming);
        return { id: `${String(naming.inputs.role)}:${name}`, name };
      },
    },
  },
  open: () => ({}),
};

/** Where a role stands; IAM's root unless the program says otherwise. */
const pathOf = ({ inputs: { path } }: Naming): string => (typeof path === "string" ? path : "/");

const rolesOf = (graph: Graph) => ofType(graph, "aws:iam/role:Role");
