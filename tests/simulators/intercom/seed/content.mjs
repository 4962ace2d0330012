import { createArticle } from '../resources/articles.mjs';
import { createCollection } from '../resources/help-center.mjs';
import { createInternalArticle } from '../resources/internal-articles.mjs';

const DAY = 86_400;

const ARTICLES = [
  [
    'Reset your password',
    'Login',
    '<p>To start a password reset, open the login page and choose <b>Forgot password</b>. The link works for one hour.</p>',
  ],
  [
    'Password reset email does not arrive',
    'Login',
    '<p>Check the spam folder, then ask for another password reset. Some mail servers hold our mail for ten minutes.</p>',
  ],
  ['Choose a strong password', 'Login', '<p>Use at least twelve characters.</p>'],
  ['Set up single sign-on', 'Login', '<p>SSO works with any SAML provider.</p>'],
  ['Read your invoice', 'Billing', '<p>Every seat is one line.</p>'],
  ['Change the billing address', 'Billing', '<p>Open Settings, then Billing.</p>'],
  ['Export reports as CSV', 'Reports', '<p>Choose Export at the top of any report.</p>'],
  ['Webhooks and retries', 'Integrations', '<p>We try again for a day.</p>'],
];

const INTERNAL = [
  ['Escalation policy', '<p>Escalate when a whole team cannot work.</p>'],
  ['How we handle a password reset', '<p>Never send a password. Send the reset link.</p>'],
  ['Refund limits', '<p>Up to 200 without approval.</p>'],
];

function seedHelpCenter(workspace) {
  const { helpCenters, base, slug, name } = workspace;
  const at = base - 300 * DAY;
  const center = helpCenters.add({
    id: workspace.number(),
    workspace_id: workspace.id,
    created_at: at,
    updated_at: at,
    identifier: slug,
    website_turned_on: true,
    display_name: `${name} Help Center`,
    url: `https://help.${slug}.example`,
    custom_domain: `help.${slug}.example`,
  });
  const names = ['Login', 'Billing', 'Reports', 'Integrations'];
  return Object.fromEntries(
    names.map((title) => [
      title,
      createCollection(
        workspace,
        { name: title, description: `All about ${title.toLowerCase()}`, help_center_id: Number(center.id) },
        at,
      ),
    ]),
  );
}

function seedArticles(workspace, collections) {
  const { admins, base, tags } = workspace;
  ARTICLES.forEach(([title, area, body], number) => {
    const parent = Number(collections[area].id);
    const article = createArticle(
      workspace,
      {
        title,
        body,
        description: `About ${area.toLowerCase()}`,
        author_id: Number(admins.list()[number % 3].id),
        state: number === 7 ? 'draft' : 'published',
        parent_id: parent,
        parent_ids: [parent],
        parent_type: 'collection',
      },
      base - (100 - number) * DAY,
    );
    if (number < 3) article._tags.push({ id: tags.list()[0].id, applied_at: article.created_at, applied_by: null });
    if (number === 0) {
      article.translated_content = {
        de: {
          type: 'article_content',
          title: 'Passwort zurücksetzen',
          description: '',
          body: '<p>Öffnen Sie die Anmeldeseite.</p>',
          author_id: article.author_id,
          state: 'published',
          created_at: article.created_at,
          updated_at: article.updated_at,
        },
      };
    }
    if (number === 1) article._draft = { body: `${body}<p>Still nothing? Write to us.</p>`, updated_at: base - DAY };
  });
  const mark = {
    id: tags.list()[0].id,
    applied_at: base - DAY,
    applied_by: { type: 'admin', id: admins.list()[0].id },
  };
  INTERNAL.forEach(([title, body], number) => {
    const author = Number(admins.list()[0].id);
    createInternalArticle(
      workspace,
      {
        title,
        body,
        author_id: author,
        owner_id: author,
        folder_id: number === 2 ? '2' : '1',
        _tags: number === 1 ? [] : [mark],
      },
      base - (40 - number) * DAY,
    );
  });
}

function seedAiContent(workspace) {
  const { audiences, snippets, importSources, externalPages, base } = workspace;
  const times = { created_at: base - 60 * DAY, updated_at: base - 60 * DAY };
  const role = { attribute: 'role', type: 'role', comparison: 'eq', value: 'user' };
  for (const name of ['VIP customers', 'Everyone']) {
    const predicates = [{ attribute: 'company.name', type: 'string', comparison: 'contains', value: 'Northwind' }];
    audiences.add({ type: 'audience', id: workspace.number(), name, predicates, role_predicates: [role], ...times });
  }
  for (const [title, text] of [
    ['Password reset in one line', 'Use "Forgot password" on the login page.'],
    ['Office hours', 'We answer from nine to five.'],
  ]) {
    snippets.add({
      type: 'content_snippet',
      id: workspace.number(),
      title,
      locale: 'en',
      json_blocks: [{ type: 'paragraph', text }],
      body_markdown: text,
      chatbot_availability: 1,
      copilot_availability: 1,
      ai_chatbot_availability: true,
      ai_copilot_availability: true,
      ai_sales_agent_availability: true,
      ...times,
      audience_ids: [Number(audiences.list()[0].id)],
      _tags: [{ id: workspace.tags.list()[0].id, applied_at: base - DAY, applied_by: null }],
    });
  }
  const source = importSources.add({
    id: Number(workspace.number()),
    type: 'content_import_source',
    last_synced_at: base - DAY,
    status: 'active',
    url: `https://docs.${workspace.slug}.example`,
    sync_behavior: 'api',
    ...times,
    audience_ids: [],
  });
  for (const number of [1, 2, 3]) {
    externalPages.add({
      id: workspace.number(),
      type: 'external_page',
      title: `Developer guide ${number}`,
      html: `<h1>Developer guide ${number}</h1>`,
      url: `${source.url}/guide-${number}`,
      ai_agent_availability: true,
      ai_copilot_availability: true,
      ai_sales_agent_availability: false,
      locale: 'en',
      source_id: source.id,
      external_id: `guide-${number}`,
      ...times,
      last_ingested_at: base - DAY,
    });
  }
}

export function seedContent(workspace) {
  const collections = seedHelpCenter(workspace);
  seedArticles(workspace, collections);
  seedAiContent(workspace);
  const [center] = workspace.helpCenters.list();
  const times = { created_at: workspace.base - 30 * DAY, updated_at: workspace.base - 30 * DAY };
  workspace.redirects.add({
    id: workspace.number(),
    type: 'help_center_redirect',
    from_url: `${center.url}/old-login-page`,
    locale: 'en',
    help_center_id: center.id,
    target_type: 'article',
    target_id: workspace.articles.list()[0].id,
    ...times,
  });
}
