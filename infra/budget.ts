import * as budgets from "@pulumi/aws/budgets";
import type { BudgetSettings } from "./settings/operations";

/**
 * Tells a person what the account costs in a month: at 80 and at 100 per cent of the limit, and as soon as the forecast
 * is above it. It is of the whole account, and free of charge (https://aws.amazon.com/aws-cost-management/aws-budgets/pricing/).
 */
export function createBudget(name: string, { limit, email }: BudgetSettings): void {
  const notification = (notificationType: "ACTUAL" | "FORECASTED", threshold: number) => ({
    comparisonOperator: "GREATER_THAN",
    notificationType,
    threshold,
    thresholdType: "PERCENTAGE",
    subscriberEmailAddresses: [email],
  });
  new budgets.Budget(name, {
    budgetType: "COST",
    timeUnit: "MONTHLY",
    limitAmount: String(limit),
    limitUnit: "USD",
    notifications: [notification("ACTUAL", 80), notification("ACTUAL", 100), notification("FORECASTED", 100)],
  });
}
