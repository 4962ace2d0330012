export const BRANCHES = ['Logistics', 'Health', 'Robotics', 'Finance', 'Media', 'Foods'];

export const SOURCES = [
  'slack',
  'microsoft_teams',
  'microsoft_teams_chat',
  'chat_widget',
  'email',
  'manual',
  'form',
  'discord',
  'whatsapp',
  'sms',
  'telegram',
  'phone',
];
export const STATES = ['new', 'waiting_on_you', 'waiting_on_customer', 'on_hold', 'closed'];

export const ARTICLES = [
  'Reset a password',
  'Set up single sign-on',
  'Read an invoice',
  'Change a plan',
  'Connect Slack',
  'Receive webhooks',
  'Import data',
  'Export data',
  'Invite colleagues',
  'Build a report',
  'Mobile app',
  'Where data is stored',
];
