import answers from './answers.mjs';
import businessHours from './business-hours.mjs';
import campaigns from './campaigns.mjs';
import communications from './communications.mjs';
import conversationDetails from './conversation-details.mjs';
import conversations from './conversations.mjs';
import customers from './customers.mjs';
import directory from './directory.mjs';
import events from './events.mjs';
import exports from './exports.mjs';
import identity from './identity.mjs';
import items from './items.mjs';
import media from './media.mjs';
import publicAnswers from './public-answers.mjs';
import reports from './reports.mjs';
import tasks from './tasks.mjs';
import topics from './topics.mjs';
import webhooks from './webhooks.mjs';

/** What each operation of the catalogue does, by its name there. */
export const handlers = {
  ...answers,
  ...businessHours,
  ...campaigns,
  ...communications,
  ...conversationDetails,
  ...conversations,
  ...customers,
  ...directory,
  ...events,
  ...exports,
  ...identity,
  ...items,
  ...media,
  ...publicAnswers,
  ...reports,
  ...tasks,
  ...topics,
  ...webhooks,
};
