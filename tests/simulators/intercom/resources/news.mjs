import { pick } from '../../shared/fields.mjs';
import { invalid } from '../errors.mjs';
import { crud } from './records.mjs';

function readItem({ workspace, body }, current) {
  const sender = workspace.admins.get(body.sender_id);
  if (!sender) throw invalid('sender_id names no teammate');
  for (const { newsfeed_id: id } of body.newsfeed_assignments ?? []) workspace.newsfeeds.require(id);
  return {
    ...(!current && {
      workspace_id: workspace.id,
      body: '',
      state: 'draft',
      labels: [],
      cover_image_url: null,
      reactions: [null],
      deliver_silently: false,
      newsfeed_assignments: [],
    }),
    ...pick(body, 'title', 'body', 'state', 'deliver_silently', 'labels', 'reactions', 'newsfeed_assignments'),
    sender_id: Number(sender.id),
  };
}

export default {
  ...crud('news_items', 'newsItems', { object: 'news-item', fields: readItem }),
  'newsfeeds.list': ({ workspace, paged }) => paged(workspace.newsfeeds.list()),
  'newsfeeds.get': ({ workspace, params }) => workspace.newsfeeds.require(params.newsfeed_id),
  'newsfeed_items.list': ({ workspace, params, paged }) => {
    const feed = workspace.newsfeeds.require(params.newsfeed_id);
    const inFeed = (item) => item.newsfeed_assignments.some(({ newsfeed_id: id }) => String(id) === feed.id);
    return paged(workspace.newsItems.list((item) => item.state === 'live' && inFeed(item)));
  },
};
