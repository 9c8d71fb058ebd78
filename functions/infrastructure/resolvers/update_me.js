// Mutation.updateMe: makes or changes the caller's own entry. The address is the token's, and only one that
// the pool has verified: nobody can be found under somebody else's.
import { util } from "@aws-appsync/utils";

export function request(ctx) {
  const claims = ctx.identity.claims;
  const verified = claims.email_verified === true || claims.email_verified === "true";
  const values = {
    ":name": ctx.args.profile.displayName,
    ":now": util.time.nowISO8601(),
  };
  const names = { "#name": "displayName", "#updated": "updatedAt", "#created": "createdAt" };
  const changes = ["#name = :name", "#updated = :now", "#created = if_not_exists(#created, :now)"];
  if (verified && claims.email) {
    names["#email"] = "email";
    values[":email"] = claims.email;
    changes.push("#email = :email");
  }
  return {
    operation: "UpdateItem",
    key: util.dynamodb.toMapValues({ id: ctx.identity.sub }),
    update: {
      expression: "SET " + changes.join(", "),
      expressionNames: names,
      expressionValues: util.dynamodb.toMapValues(values),
    },
  };
}

export function response(ctx) {
  if (ctx.error) {
    util.error(ctx.error.message, ctx.error.type);
  }
  return ctx.result;
}
