/**
 * What blocks may hold that the fence calls "elsewhere": commands that need another home, a network, or more time than a
 * test has. Everything else is run.
 */
export const elsewhere: readonly (readonly [needs: string, command: RegExp])[] = [
  ["the npm registry", /^npm (ci|i -D \S+)$/],
  ["the npm registry", /^npm pack -w pulumi-offline$/],
  ["a terminal of its own", /^npm start( -- .*)?$/],
  ["a terminal of its own", /^npx pulumi-offline( .*)?$/],
  ["Docker", /^npm run (up|deploy|test:localstack|status|logs|down|clean|bonus|test:bonus)$/],
  ["an emulator", /^sed 's#\S+#' Pulumi\.localstack\.yaml > Pulumi\.my-emulator\.yaml$/],
  ["a deployed stack", /^npm run (deploy|preview|test:deployed) -- --stack [\w-]+$/],
  ["an AWS account", /^npm run bootstrap( -- .*)?$/],
  ["Docker", /^docker run /],
  ["a LocalStack account", /^LOCALSTACK_VERSION=\S+ LOCALSTACK_AUTH_TOKEN=ls-… npm run up$/],
  ["a deployed stack", /^(export )?\w+=\$\(npm run --silent pulumi -- stack output .+\)$/],
  ["a deployed stack", /^(npm run (--silent )?pulumi --|npx pulumi) /],
  ["a deployed stack", /^export PULUMI_\w+=/],
  ["a deployed stack", /^git checkout Pulumi\.prod\.yaml$/],
  ["a deployed stack", /^npm run (sample|restore) -- --stack \w+( .*)?$/],
  ["a stack where people sign in", /^npm run user -- (list|(add|group|remove) \S+@\S+( .*)?)$/],
  ["a stack where people sign in", /^npm run mail$/],
  ["a stack where people sign in", /^TOKEN=…$/],
  ["a stack where people sign in", /^URL=\$\(npm run --silent output -- apiUrl\)$/],
  ["a stack where people sign in", /authorization: Bearer \$TOKEN/],
  ["an alarm that comes on", /^(ALARM=\$\()?aws cloudwatch /],
  ["events that have failed three times", /^(QUEUE=\$\()?aws (sqs|lambda) /],
  ["a Docker Engine", /^for name in ca cert key; do$|^aws ssm put-parameter .*\$name\.pem$|^done$/],
  ["a Docker Engine", /target=docker/],
  ["a secret of your own", /^aws ssm put-parameter .*token\.txt$/],
  ["minutes", /^npm (test|run (openapi|fuzz|bench|soak|drill|format:fix|test:package)( -- .*)?)$/],
  ["minutes", /^npx mocha /],
  ["minutes", /^npm run (--silent )?cost( -- .+)?$/],
];
