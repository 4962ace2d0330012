// The frame of every page, and which page a path is.
import { LocationProvider, Route, Router, useLocation } from 'preact-iso/router';
import { Activity } from './pages/activity';
import { Catalogue } from './pages/catalogue';
import { AccountPage } from './pages/account';
import { Accounts } from './pages/accounts';
import { Home } from './pages/home';
import { JointServerPage } from './pages/joint-server';
import { JointServers } from './pages/joint-servers';
import { Missing } from './pages/missing';
import { NewAccount } from './pages/new-account';
import { NewJointServer } from './pages/new-joint-server';
import { NewPerson } from './pages/new-person';
import { NewServer } from './pages/new-server';
import { People } from './pages/people';
import { Person } from './pages/person';
import { Playground } from './pages/playground';
import { ServerPage } from './pages/server';
import { SignIn } from './pages/sign-in';
import { Vendor } from './pages/vendor';
import { isOperator, session, signOut } from './session';
import { Logo } from './ui/logo';
import { Menu } from './ui/menu';

/** The navigation: each entry is the pages below its path. */
const NAVIGATION = [
  { href: '/', label: 'Overview' },
  { href: '/accounts', label: 'Accounts' },
  { href: '/servers', label: 'Joint URLs' },
  { href: '/people', label: 'People' },
  { href: '/catalogue', label: 'Catalogue' },
  { href: '/playground', label: 'Playground' },
  { href: '/activity', label: 'Activity' },
];

/** Links to anything else, such as sign-in, are the Worker's. */
const OWN = /^\/($|\?|accounts|servers|people|catalogue|playground|activity)/;

export function App() {
  const known = session.value;
  if (known === undefined || !isOperator(known)) return <SignIn />;
  return (
    <LocationProvider scope={OWN}>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <div class="shell">
        <Side />
        <main class="content" id="main" tabIndex={-1}>
          <Router>
            <Route path="/" component={Home} />
            <Route path="/accounts" component={Accounts} />
            <Route path="/accounts/new" component={NewAccount} />
            <Route path="/accounts/:id" component={AccountPage} />
            <Route path="/accounts/:id/servers/new" component={NewServer} />
            <Route path="/accounts/:id/servers/:server" component={ServerPage} />
            <Route path="/servers" component={JointServers} />
            <Route path="/servers/new" component={NewJointServer} />
            <Route path="/servers/:id" component={JointServerPage} />
            <Route path="/people" component={People} />
            <Route path="/people/new" component={NewPerson} />
            <Route path="/people/:id" component={Person} />
            <Route path="/catalogue" component={Catalogue} />
            <Route path="/catalogue/:slug" component={Vendor} />
            <Route path="/playground" component={Playground} />
            <Route path="/activity" component={Activity} />
            <Route default component={Missing} />
          </Router>
        </main>
      </div>
    </LocationProvider>
  );
}

function Side() {
  const { path } = useLocation();
  const isHere = (href: string) => (href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`));
  const member = session.value?.member;
  return (
    <header class="side">
      <a class="brand" href="/">
        <Logo />
        Fairlead
      </a>
      <nav aria-label="Pages">
        <ul>
          {NAVIGATION.map(({ href, label }) => (
            <li key={href}>
              <a href={href} {...(isHere(href) && { 'aria-current': 'page' as const })}>
                {label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="who">
        <span class="name" title={member?.email ?? 'signed in with a token'}>
          {member?.name ?? 'Operator'}
        </span>
        <Menu label="Your session" items={[{ id: 'out', label: 'Sign out', act: () => void signOut() }]}>
          •••
        </Menu>
      </div>
    </header>
  );
}
