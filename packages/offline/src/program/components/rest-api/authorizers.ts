import { object, optionalText, type Properties, text, texts } from "../../../graph/graph";
import { isRecord } from "../../../is-record";
import type { Maker } from "../component";

/** The authorizers of a component's routes: security schemes, with the roles that may ask their functions. */
export class Authorizers {
  /** The schemes so far, by name. */
  readonly schemes: Record<string, Properties> = {};
  private readonly declared = new Map<string, string>();

  constructor(
    private readonly api: string,
    private readonly maker: Maker,
  ) {}

  /**
   * What a route's authorizers ask of a method.
   *
   * @throws Error for two authorizers of one name
   */
  requirements(authorizers: Properties[]): Record<string, string[]>[] {
    return authorizers.map((authorizer) => ({
      [this.schemeOf(authorizer)]: texts(authorizer, "methodsToAuthorize"),
    }));
  }

  private schemeOf(authorizer: Properties): string {
    const content = JSON.stringify(authorizer);
    const count = Object.keys(this.schemes).length;
    const name = optionalText(authorizer, "authorizerName") ?? `${this.api}-authorizer-${count}`;
    const known = this.declared.get(name);
    if (known === content) return name;
    if (known !== undefined)
      throw new Error(
        `Multiple authorizers with the same name '${name}' but different configurations are not allowed.`,
      );
    this.declared.set(name, content);
    const isOfPool = authorizer.providerARNs !== undefined;
    this.schemes[name] = {
      type: "apiKey",
      name: text(authorizer, "parameterName"),
      in: isOfPool ? "header" : text(authorizer, "parameterLocation"),
      "x-amazon-apigateway-authtype": isOfPool ? "cognito_user_pools" : authorizer.authType,
      "x-amazon-apigateway-authorizer": isOfPool ? this.ofPool(authorizer) : this.ofFunction(name, authorizer),
    };
    return name;
  }

  private ofPool(authorizer: Properties): Properties {
    return {
      type: "cognito_user_pools",
      identitySource: texts(authorizer, "identitySource").join(", "),
      providerARNs: texts(authorizer, "providerARNs").map((reference) => {
        const pool = this.maker.find("aws:cognito/userPool:UserPool", reference);
        return pool ? text(pool.outputs, "arn") : reference;
      }),
    };
  }

  private ofFunction(name: string, authorizer: Properties): Properties {
    return {
      type: authorizer.type,
      ...(isRecord(authorizer.handler) ? this.described(object(authorizer, "handler")) : this.made(name, authorizer)),
      identitySource: texts(authorizer, "identitySource").join(", "),
      identityValidationExpression: authorizer.identityValidationExpression,
      authorizerResultTtlInSeconds: authorizer.authorizerResultTtlInSeconds,
    };
  }

  /** A function by where it is asked, and the role that may ask it. */
  private described(handler: Properties): Properties {
    const lambda = this.maker.find("aws:lambda/function:Function", handler.uri);
    const role = this.maker.find("aws:iam/role:Role", handler.credentials);
    return {
      authorizerUri: lambda ? lambda.outputs.invokeArn : handler.uri,
      authorizerCredentials: role ? role.outputs.arn : handler.credentials,
    };
  }

  /** A function for which the component makes a role that may ask it. */
  private made(name: string, authorizer: Properties): Properties {
    const lambda = this.maker.find("aws:lambda/function:Function", authorizer.handler);
    if (!lambda)
      throw new Error(`the handler of the authorizer ${name} of the RestAPI ${this.api} is no function here`);
    const services = ["lambda.amazonaws.com", "apigateway.amazonaws.com"];
    const role = this.maker.make("aws:iam/role:Role", `${name}-authorizer-role`, {
      assumeRolePolicy: policy({ Principal: { Service: services }, Action: "sts:AssumeRole" }),
    });
    this.maker.make("aws:iam/rolePolicy:RolePolicy", `${name}-invocation-policy`, {
      role: role.id,
      policy: policy({ Action: "lambda:InvokeFunction", Resource: text(lambda.outputs, "arn") }),
    });
    return { authorizerUri: text(lambda.outputs, "invokeArn"), authorizerCredentials: text(role.outputs, "arn") };
  }
}

/** A policy of one statement that allows something. */
export const policy = (statement: Properties): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
