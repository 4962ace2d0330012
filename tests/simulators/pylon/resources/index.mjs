import accountNotes from './account-notes.mjs';
import accounts from './accounts.mjs';
import attachments from './attachments.mjs';
import contacts from './contacts.mjs';
import customObjects from './custom-objects.mjs';
import directory from './directory.mjs';
import featureRequests from './feature-requests.mjs';
import imports from './imports.mjs';
import issueLinks from './issue-links.mjs';
import issues from './issues.mjs';
import knowledge from './knowledge.mjs';
import macros from './macros.mjs';
import messages from './messages.mjs';
import projects from './projects.mjs';
import recordings from './recordings.mjs';
import settings from './settings.mjs';
import surveys from './surveys.mjs';
import tasks from './tasks.mjs';
import training from './training.mjs';

/** What each operation of the catalogue does, by its name there. */
export const handlers = {
  ...accountNotes,
  ...accounts,
  ...attachments,
  ...contacts,
  ...customObjects,
  ...directory,
  ...featureRequests,
  ...imports,
  ...issueLinks,
  ...issues,
  ...knowledge,
  ...macros,
  ...messages,
  ...projects,
  ...recordings,
  ...settings,
  ...surveys,
  ...tasks,
  ...training,
};
