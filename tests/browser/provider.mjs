// A provider of OpenID Connect on this machine: the certified one of panva/node-oidc-provider, which asks only who
// somebody is and believes it.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const installed = createRequire(join(process.cwd(), "package.json"));

const FORM = `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Nhà cung cấp</title><link rel="icon" href="data:,">
<main><h1>Đăng nhập một lần</h1><form method="post"><label for="who">Tên</label><input id="who" name="who">
<button>Tiếp tục</button></form></main></html>`;

const body = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return new URLSearchParams(Buffer.concat(parts).toString());
};

// Listens where the issuer is, for one client that comes back to `returnTo`.
export const openProvider = async ({ issuer, client, secret, returnTo }) => {
  const { Provider } = await import(pathToFileURL(installed.resolve("oidc-provider")));
  const provider = new Provider(issuer, {
    clients: [{ client_id: client, client_secret: secret, redirect_uris: [returnTo] }],
    claims: { openid: ["sub"], profile: ["preferred_username"], email: ["email"] },
    // Many providers of offices tell names in the ID token, too.
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: ["mot khoa chi de thu"] },
    findAccount: (_, name) => ({ accountId: name, claims: () => ({ sub: name, preferred_username: name }) }),
  });
  provider.use(async (context, next) => {
    if (!context.path.startsWith("/interaction/")) return next();
    const { prompt, params, session } = await provider.interactionDetails(context.req, context.res);
    if (prompt.name === "login" && context.method === "GET") {
      context.type = "html";
      context.body = FORM;
      return;
    }
    let result;
    if (prompt.name === "login") {
      result = { login: { accountId: (await body(context.req)).get("who") } };
    } else {
      const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
      grant.addOIDCScope("openid profile email");
      result = { consent: { grantId: await grant.save() } };
    }
    await provider.interactionFinished(context.req, context.res, result, { mergeWithLastSubmission: true });
    context.respond = false;
  });
  const server = provider.listen(new URL(issuer).port, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return server;
};
