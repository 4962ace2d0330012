import admins from './admins.mjs';
import articles from './articles.mjs';
import calls from './calls.mjs';
import companies from './companies.mjs';
import contactLinks from './contact-links.mjs';
import contacts from './contacts.mjs';
import content from './content.mjs';
import conversationAttributes from './conversation-attributes.mjs';
import conversationParts from './conversation-parts.mjs';
import conversations from './conversations.mjs';
import data from './data.mjs';
import exports_ from './exports.mjs';
import fin from './fin.mjs';
import helpCenter from './help-center.mjs';
import internalArticles from './internal-articles.mjs';
import messages from './messages.mjs';
import news from './news.mjs';
import tagging from './tagging.mjs';
import tags from './tags.mjs';
import ticketTypes from './ticket-types.mjs';
import tickets from './tickets.mjs';

/** What each operation of the catalogue does, by its name there. */
export const handlers = {
  ...admins,
  ...articles,
  ...calls,
  ...companies,
  ...contactLinks,
  ...contacts,
  ...content,
  ...conversationAttributes,
  ...conversationParts,
  ...conversations,
  ...data,
  ...exports_,
  ...fin,
  ...helpCenter,
  ...internalArticles,
  ...messages,
  ...news,
  ...tagging,
  ...tags,
  ...ticketTypes,
  ...tickets,
};
