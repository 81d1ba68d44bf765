import { type Graph, ofType, texts } from "../../graph/graph";
import { digits, type Naming, physicalName } from "../../graph/naming";
import { attachedTo } from "../../protocol/attached-policies";
import type { ServiceModule } from "../module";

/** IAM: roles and their policies, which the endpoint enforces (`protocol/identities.ts`). Its own API is not embedded. */
export const iam: ServiceModule = {
  name: "iam",
  resources: {
    "aws:iam/policy:Policy": {
      // Users and groups are recorded only, and so is what is theirs alone.
      only: "that are attached to roles, or are their boundaries",
      serves: ({ outputs }, graph) =>
        rolesOf(graph).some(
          (role) =>
            role.inputs.permissionsBoundary === outputs.arn ||
            attachedTo(role, graph).some((arn) => arn === outputs.arn),
        ),
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
    "aws:iam/policyAttachment:PolicyAttachment": {
      only: "to roles",
      serves: ({ inputs }) => texts(inputs, "roles").length > 0,
      computed: (naming) => {
        const name = physicalName(naming);
        return { id: name, name };
      },
    },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
      serves: true,
      computed: (naming) => ({ id: `${String(naming.inputs.role)}-${digits(naming, 26)}` }),
    },
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": {
      serves: true,
      computed: ({ inputs }) => ({ id: String(inputs.roleName) }),
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
