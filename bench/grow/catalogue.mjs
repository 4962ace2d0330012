// A made-up vendor `grown` with as many tools as one likes, and what the benchmark asks of it.

/** Three tools each: `list`, `get` and `update`. At 1, as many tools as Intercom has. */
const RESOURCES = 79;
/** Resources whose tools have the tag `narrow`, spread over the catalogue: 201 tools, however large it is. */
const NARROW = 67;

const number = (index) => String(index).padStart(4, '0');

/** `times`: 1, 10 or 50. */
export function catalogue(times) {
  const count = RESOURCES * times;
  const numbers = [...Array(count).keys()];
  const isNarrow = (index) => Math.floor((index * NARROW) / count) !== Math.floor(((index - 1) * NARROW) / count);
  const tool = (index) => `get_single_grown_item_${number(index)}_by_id`;
  return {
    tools: 3 * count,
    account: { integration: 'grown', label: 'Grown', credentials: { access_token: 'grown-token-0123456789' } },
    configs: { full: {}, narrow: { tags: ['narrow'] } },
    narrow: 3 * NARROW,
    /** All of them call GET /contacts/{id} of the upstream. */
    calls: { first: tool(0), middle: tool(Math.floor(count / 2)), last: tool(count - 1) },
    definition: definition(numbers),
    resources: numbers.map((index) => [`items_${number(index)}.yaml`, resource(number(index), isNarrow(index))]),
  };
}

function definition(numbers) {
  return {
    integration: 'grown',
    label: 'Grown',
    docs_url: 'https://docs.grown.example/api',
    instructions: 'Grown keeps items of many kinds, each with tools of its own.',
    base_url: 'https://api.grown.example',
    allowed_hosts: ['api.grown.example'],
    auth: {
      scheme: 'bearer',
      token: '{access_token}',
      credentials: { access_token: { label: 'Access token', help: 'Invented.' } },
    },
    headers: { 'Grown-Version': '1' },
    errors: { code: ['/errors/0/code'], message: ['/errors/0/message'] },
    pagination: {
      by_cursor: {
        style: 'cursor',
        in: 'query',
        cursor: 'starting_after',
        limit: 'per_page',
        next: '/pages/next/starting_after',
        max_limit: 150,
      },
    },
    probe: 'items_0000.list',
    resources: Object.fromEntries(
      numbers.map((index) => [
        `items_${number(index)}`,
        {
          // The upstream knows contacts alone.
          list: { http: 'GET /contacts', response_path: '/data', pagination: 'by_cursor' },
          get: { http: 'GET /contacts/{id}' },
          update: { http: 'PUT /contacts/{id}', body: 'json' },
        },
      ]),
    ),
  };
}

function resource(kind, isNarrow) {
  return {
    resource: `items_${kind}`,
    singular: `item_${kind}`,
    tags: isNarrow ? ['items', 'narrow'] : ['items'],
    methods: {
      list: {
        description: `Items of kind ${kind}, the newest first, at most 150 a page: id, name, state, owner_id, created_at. To read one whole use get_single_grown_item_${kind}_by_id; removed ones are left out unless include_removed is true.`,
        query_schema: {
          type: 'object',
          properties: {
            state: { type: 'string', enum: ['new', 'open', 'closed'], description: 'Only items in this state' },
            created_after: { type: 'string', description: `RFC 3339; only items of kind ${kind} that are younger` },
            include_removed: { type: 'boolean', description: 'Adds items that were removed; default false' },
          },
        },
        example: { state: 'open' },
      },
      get: {
        description: `One item of kind ${kind} by id, with all of its fields: name, state, owner_id, labels, notes, created_at and updated_at. Ids come from list_all_grown_items_${kind}; an item of another kind is not found here.`,
        query_schema: {
          type: 'object',
          properties: {
            id: { type: 'string', description: `Item id from list_all_grown_items_${kind}` },
            include_history: { type: 'boolean', description: 'Adds who changed what and when; default false' },
          },
        },
        example: { id: '1k' },
      },
      update: {
        audience: 'team',
        description: `Changes one item of kind ${kind} and returns it; what is not sent stays as it is. Labels are replaced as a whole: read the item first with get_single_grown_item_${kind}_by_id to keep those that it has.`,
        query_schema: {
          type: 'object',
          properties: { id: { type: 'string', description: `Item id from list_all_grown_items_${kind}` } },
        },
        body_schema: {
          type: 'object',
          properties: {
            name: { type: 'string', maxLength: 200, description: 'What people call it' },
            state: { type: 'string', enum: ['new', 'open', 'closed'], description: 'Where it stands' },
            owner_id: { type: 'string', description: 'Who looks after it; an empty string for nobody' },
            priority: { type: 'integer', minimum: 1, maximum: 5, description: '1 is the most urgent' },
            labels: { type: 'array', items: { type: 'string' }, maxItems: 20, description: 'All labels that it is to have' },
            notes: { type: 'object', description: `Free values by name, as kind ${kind} has them` },
          },
        },
        example: { id: '1k', state: 'closed' },
      },
    },
  };
}
