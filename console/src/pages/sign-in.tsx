// The first visit: what this is, and how to get in.
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../api/use';
import { session, signInWith, trouble } from '../session';
import { Button, LinkButton } from '../ui/button';
import { TextField } from '../ui/field';
import { Logo } from '../ui/logo';
import { Problem } from '../ui/states';

export function SignIn() {
  const [token, setToken] = useState('');
  const { run, busy, error } = useAction(async () => {
    await signInWith(token);
    setToken('');
  });
  useEffect(() => {
    document.title = 'Sign in · Fairlead';
  }, []);
  const known = session.value;
  const here = location.pathname + location.search;
  return (
    <div class="front">
      <header class="front-head">
        <span class="brand">
          <Logo />
          Fairlead
        </span>
      </header>
      <main class="front-main">
        <section class="front-text">
          <h1>Your vendor accounts, as tools for AI apps</h1>
          <p class="lead">Connect an account once, choose what a model may do with it, and hand out a URL. Claude, ChatGPT, Cursor and others paste it and have those tools, and nothing else.</p>
          <ol class="steps">
            <li>
              <strong>Connect an account</strong>
              <span>with the vendor’s own token, which nobody sees again.</span>
            </li>
            <li>
              <strong>Choose the tools</strong>
              <span>and see what they cost a model before it has them.</span>
            </li>
            <li>
              <strong>Copy the URL</strong>
              <span>and take it back whenever you like.</span>
            </li>
          </ol>
        </section>
        <section class="card front-card" aria-labelledby="sign-in">
          <h2 id="sign-in">Sign in</h2>
          {trouble.value !== undefined && (
            <div class="problem" role="alert">
              <p>{trouble.value}</p>
            </div>
          )}
          {known?.refused !== undefined && (
            <div class="problem" role="alert">
              <p>You are signed in, and the console is for people with the role admin. Ask one of them to give it to you.</p>
            </div>
          )}
          {known?.sign_in === true && (
            <>
              <div class="actions stack">
                <LinkButton kind="main" href={`/sign-in?${new URLSearchParams({ ...(known.refused !== undefined && { another: '1' }), return: here })}`}>
                  Sign in as yourself
                </LinkButton>
              </div>
              <p class="or">or, on a first run</p>
            </>
          )}
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void run();
            }}
          >
            <TextField label="Operator’s token" help="ADMIN_TOKEN of this Worker, or an API token of the scope admin. It is kept for 12 hours, where no script can read it." value={token} onValue={setToken} secret input={{ name: 'token' }} />
            <Problem error={error} />
            <div class="actions stack">
              <Button type="submit" kind={known?.sign_in === true ? 'plain' : 'main'} busy={busy}>
                Use this token
              </Button>
            </div>
          </form>
        </section>
      </main>
      <footer class="front-foot">
        <p>
          Were you given a URL that contains <code>/mcp/</code>? It goes into your AI app, not here.
        </p>
      </footer>
    </div>
  );
}
