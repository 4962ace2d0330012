import { DAY, rfc3339 } from '../../shared/clock.mjs';
import { RawNumber } from '../../shared/json.mjs';
import { fileUrl } from '../files.mjs';
import { PUBLIC, createArticle } from '../resources/knowledge.mjs';
import { accountStub } from '../store.mjs';
import { ARTICLES } from './words.mjs';

const range = (count) => Array.from({ length: count }, (_, at) => at + 1);

function seedKnowledge(organization, ago) {
  const { knowledgeBases, collections, themes, articleFeedback, slug } = organization;
  for (const [title, languages] of [
    ['Help center', ['en', 'de']],
    ['Developer guide', ['en']],
  ]) {
    const base = knowledgeBases.add({
      default_language: 'en',
      slug: title.toLowerCase().replace(' ', '-'),
      supported_languages: languages,
      title,
    });
    themes.add({ knowledge_base_id: base.id, is_published: true });
    const [first] = ['Basics', 'Advanced'].map((name) =>
      collections.add({
        created_at: ago(200),
        description: '',
        icon: 'book',
        parent_collection_id: null,
        slug: name.toLowerCase(),
        title: name,
        visibility_config: PUBLIC,
        _knowledge_base_id: base.id,
      }),
    );
    ARTICLES.forEach((name, at) => {
      const article = createArticle(organization, base, {
        title: name,
        body: `<h1>${name}</h1><p>How it works at ${slug}.</p><img src="${fileUrl(slug, `${at}.png`).replaceAll('&', '&amp;')}">`,
        published: at % 4 !== 3,
        at: ago(100 - at),
        collection_id: at % 3 === 0 ? null : first.id,
        _translations: languages.includes('de')
          ? { de: { body_html: `<h1>${name} (DE)</h1>`, language: 'de', title: `${name} (DE)` } }
          : {},
      });
      articleFeedback.add({ article_id: article.id, helpful: at % 2 === 0, comment: '', created_at: ago(50 - at) });
    });
  }
}

function seedSurveys({ surveys, surveyResponses, contacts, random }, ago) {
  for (const type of ['nps', 'csat', 'custom']) {
    const survey = surveys.add({ name: `${type.toUpperCase()} autumn`, type, updated_at: ago(60) });
    for (const at of range(40)) {
      const contact = contacts.list()[at * 3];
      surveyResponses.add({
        account_id: contact.account?.id ?? null,
        answers: [
          { prompt: 'How likely are you to recommend us?', question_type: 'score', value: String(random.int(0, 10)) },
          { prompt: 'Why?', question_type: 'comment', value: 'Fast answers' },
        ],
        contact_id: contact.id,
        submitted_at: ago(60 - at),
        _survey_id: survey.id,
      });
    }
  }
}

function seedMacros({ macros, macroGroups }, ago) {
  for (const title of ['General', 'Billing']) {
    const group = macroGroups.add({ created_at: ago(200), title, updated_at: ago(150) });
    for (const at of range(5)) {
      macros.add({
        actions: at === 1 ? [{ type: 'set_issue_state' }] : [],
        created_at: ago(150),
        has_actions: at === 1,
        macro_group_id: group.id,
        name: `${title} answer ${at}`,
        text_html: `<p>${title} text ${at}</p>`,
        text_type: ['reply', 'note', 'email'][at % 3],
        updated_at: ago(100),
        visibility: { team_ids: [], type: 'org', user_ids: [] },
      });
    }
  }
}

function seedTraining({ trainingData, random, slug }, ago) {
  for (const name of ['Product manuals', 'Website']) {
    const crawled = name === 'Website';
    trainingData.add({
      created_at: ago(90),
      documents: range(crawled ? 0 : 3).map((at) => ({
        external_id: `manual-${at}`,
        file_name: `manual-${at}.md`,
        file_size: 1000 * at,
        file_type: 'text/markdown',
        id: random.uuid(),
        s3_key: `${slug}/training/manual-${at}`,
      })),
      exclude_from_kb_search: false,
      name,
      scrape_status: crawled ? { last_scraped_at: ago(2), pages_scraped: 40, status: 'done', total_pages: 40 } : null,
      type: crawled ? 'crawled_site' : 'uploaded_files',
      updated_at: ago(2),
      visibility: 'everyone',
    });
  }
}

function seedFeatureRequests({ featureRequests, accounts, issues }, ago) {
  for (const at of range(30)) {
    const account = accounts.list()[at];
    featureRequests.add({
      created_at: ago(100 - at),
      custom_fields: { impact: { slug: 'impact', value: at % 2 === 0 ? 'high' : 'low' } },
      description: `Asked for by ${account.name}`,
      request_status: ['new', 'in_progress', 'closed', 'archived'][at % 4],
      title: ['Dark mode', 'Scheduled export', 'SAML groups'][at % 3],
      updated_at: ago(50),
      _evidence: range(at % 4).map((item) => ({
        account_id: account.id,
        external_url: '',
        source_id: issues.list()[at * 10 + item]?.id ?? '',
        source_type: 'issue',
        summary: 'The customer asked for it.',
      })),
      _portal_account_ids: [],
    });
  }
}

function seedRecords(organization, ago) {
  const {
    auditLogs,
    callRecordings,
    emailSuppressions,
    customObjects,
    users,
    issues,
    accounts,
    contacts,
    clock,
    slug,
  } = organization;
  for (const at of range(150)) {
    const issue = issues.list()[at];
    auditLogs.add({
      action: ['issue.updated', 'user.login', 'api_token.created', 'account.merged'][at % 4],
      action_happened_at: ago(150 - at),
      actor_contact_id: null,
      actor_user_id: users.list()[at % 12].id,
      attributes: { ip: `192.0.2.${at}` },
      created_at: ago(150 - at),
      link: issue?.link ?? '',
      metadata: at === 1 ? { entry: new RawNumber('9007199254740993'), weight: new RawNumber('1.0') } : { entry: at },
      object_id: issue?.id ?? '',
      object_type: 'issue',
      source: at % 3 === 0 ? 'api' : 'app',
    });
  }
  for (const at of range(25)) {
    callRecordings.add({
      account: at % 5 === 0 ? null : accountStub(accounts.list()[at]),
      custom_fields: {},
      end_time: rfc3339(clock.base - at * DAY + 1_800_000),
      source: ['gong', 'zoom', 'fathom'][at % 3],
      start_time: ago(at),
      title: `Review ${at}`,
      url: fileUrl(slug, `call-${at}.mp3`),
    });
    emailSuppressions.add({
      email: contacts.list()[at].email,
      reason: at % 2 === 0 ? 'bounce' : 'complaint',
      created_at: ago(at),
    });
    for (const type of organization.customObjectTypes) {
      const field =
        type === 'asset'
          ? { serial_number: { slug: 'serial_number', value: `SN-${slug}-${at}` } }
          : {
              renewal_date: { slug: 'renewal_date', value: rfc3339(clock.base + at * DAY) },
              seats: { slug: 'seats', value: String(at) },
            };
      customObjects.add({
        created_at: ago(80 - at),
        custom_fields: field,
        name: `${type} ${at}`,
        type,
        updated_at: ago(40 - at),
      });
    }
  }
}

/** What surrounds the issues: articles, surveys, macros, training data, requests, logs, recordings. */
export function seedContent(organization) {
  const ago = (days) => rfc3339(organization.clock.base - days * DAY);
  seedKnowledge(organization, ago);
  seedSurveys(organization, ago);
  seedMacros(organization, ago);
  seedTraining(organization, ago);
  seedFeatureRequests(organization, ago);
  seedRecords(organization, ago);
}
