// A real OpenID Connect provider, and people who sign in with it: node provider.mjs
// Prints the port it listens on, reads the register's address from standard input, plays every case, prints what came of each as JSON.
import http from "node:http";
import readline from "node:readline";
import { Provider } from "oidc-provider";

// It says at length that it is not set up for use; here it is not.
console.info = console.warn = () => {};

const CLIENT = "candour", SECRET = "between-the-two-of-us";
// Whom the provider knows. What it says of an address may be that nobody has verified it.
const people = {
  lena: { email: "lena@example.org", email_verified: true },
  stranger: { email: "stranger@example.org", email_verified: true },
  mallory: { email: "walter@example.org", email_verified: false },
};
let provider, now = "lena";

const server = http.createServer(async (req, res) => {
  if (!req.url.startsWith("/interaction/")) return provider.callback()(req, res);
  const grant = new provider.Grant({ accountId: now, clientId: CLIENT });
  grant.addOIDCScope("openid email");
  const consent = { grantId: await grant.save() };
  const result = now === "refuses" ? { error: "access_denied" } : { login: { accountId: now }, consent };
  await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const issuer = `http://127.0.0.1:${server.address().port}`;
console.log(server.address().port);
const [register] = await new Promise((heard) => {
  const lines = readline.createInterface({ input: process.stdin });
  lines.on("line", (line) => heard([line.trim()]));
});

const begun = (conformIdTokenClaims) =>
  new Provider(issuer, {
    clients: [{ client_id: CLIENT, client_secret: SECRET, redirect_uris: [`${register}/sign-in/provider/back`] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    conformIdTokenClaims,
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    cookies: { keys: ["a key of this test alone"] },
  });

// A browser as far as this needs one: cookies of each host, redirects one by one.
function browser() {
  const jars = {};
  return {
    jars,
    async open(url, method = "GET", body) {
      const host = new URL(url).origin;
      const jar = (jars[host] ??= new Map());
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
      const answer = await fetch(url, { method, body, redirect: "manual", headers: cookie ? { cookie } : {} });
      for (const line of answer.headers.getSetCookie()) {
        const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
        if (value === "" || /max-age=0/i.test(line)) jar.delete(name);
        else jar.set(name, value);
      }
      const to = answer.headers.get("location");
      return { status: answer.status, to: to && new URL(to, url).href, text: await answer.text() };
    },
    // Follows until the provider sends the person back, and stops before that page is opened.
    async there() {
      let page = await this.open(`${register}/sign-in/provider?then=/account`);
      for (let hop = 0; hop < 12 && page.to && !page.to.startsWith(`${register}/sign-in/provider/back`); hop++) {
        page = await this.open(page.to);
      }
      return page.to ?? page.text;
    },
    async whole(who) {
      now = who;
      let page = await this.open(await this.there());
      const came = page.to;
      if (page.to) page = await this.open(page.to);
      return { came, text: page.text };
    },
  };
}

const words = (page) => page.text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
const done = {};
provider = begun(true);
const lena = browser();
const first = await lena.whole("lena");
done.invited = { came: first.came, account: words(first) };
// A token, made by somebody who has no password: the form asks for none.
const account = await lena.open(`${register}/account`);
const carried = account.text.match(/name="form_token" value="([^"]+)"/)[1];
const form = new URLSearchParams({ form_token: carried, do: "make-token", name: "test", days: "1", scope: "read" });
done.token = account.text.includes('id="token-password"') ? "a password is asked for" : words(await lena.open(`${register}/account`, "POST", form));
done.stranger = words(await browser().whole("stranger"));
done.unverified = words(await browser().whole("mallory"));
done.refused = words(await browser().whole("refuses"));
// The answer of one browser in another; the same answer twice; an answer with another state.
now = "lena";
const [one, other] = [browser(), browser()];
const answer = await one.there();
await other.there();
done.elsewhere = words(await other.open(answer));
const taken = await one.open(answer);
done.taken = taken.status;
done.twice = words(await one.open(answer));
const third = browser();
const changed = new URL(await third.there());
changed.searchParams.set("state", "another");
done.changed = words(await third.open(changed.href));
// A code that is made up.
const fourth = browser();
const made = new URL(await fourth.there());
made.searchParams.set("code", "made-up");
done.made_up = words(await fourth.open(made.href));
// The address changes at the provider; who they are does not. And a provider that tells addresses in its token.
people.lena.email = "elena@example.org";
provider = begun(false);
done.known = (await browser().whole("lena")).came;
people.walter = { email: "walter@example.org", email_verified: true };
done.in_token = (await browser().whole("walter")).came;
done.jar = [...(lena.jars[register] ?? new Map()).keys()];
console.log(JSON.stringify(done));
process.exit(0);
