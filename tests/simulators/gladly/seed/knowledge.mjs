import { DAY } from '../../shared/clock.mjs';
import { iso } from '../time.mjs';

/** Name, public text, Spanish title (none: not translated), what else uses the answer. */
const ANSWERS = [
  [
    'How to return an item',
    'Pack the item and print the label from <b>your orders</b> within 30 days.',
    'Cómo devolver un artículo',
  ],
  ['Where is my order', 'Follow your parcel with the tracking number in our e-mail.', 'Dónde está mi pedido'],
  ['Reset your password', 'Choose <i>Forgot password</i> on the sign-in page.', 'Restablecer la contraseña'],
  ['Payment methods', 'We take cards and gift cards.'],
  ['Shipping costs', 'Standard shipping is free above $50; express is $12.', 'Gastos de envío'],
  ['Refund times', 'Refunds reach your card within ten days.', undefined, 'rules'],
  ['Gift cards', 'Gift cards never expire.', undefined, 'thread'],
  ['Care instructions', 'Wash at 30 degrees.'],
];

function addContents({ answerContents, clock }, answer, [name, text, spanish]) {
  const _updatedAt = iso(clock.base - 12 * DAY);
  const put = (language, type, fields) =>
    answerContents.add({ answerId: answer.id, language, type, ...fields, _updatedAt });
  put('en-us', 'public', { bodyHtml: `<p>${text}</p>`, title: name });
  put('en-us', 'email', { bodyHtml: `<p>Hello,</p><p>${text}</p>`, subject: name });
  put('en-us', 'messaging', { bodyHtml: `<p>${text}</p>` });
  put('en-us', 'reference', { bodyHtml: `<p>For heroes: ${text}</p>`, internal: true });
  if (spanish) put('es-419', 'public', { bodyHtml: `<p>${spanish}.</p>`, title: spanish });
}

export function seedKnowledge(organization) {
  const { answers, audiences, helpCenters, landmarks, newId, clock } = organization;
  const [classic, outlet] = audiences.list().map(({ id }) => id);
  const made = ANSWERS.map((entry, at) => {
    const [name, , , _usedBy] = entry;
    const answer = answers.add({
      name,
      description: `Use when asked: ${name.toLowerCase()}`,
      audienceIds: at % 3 === 0 ? [classic, outlet] : [classic],
      createdAt: iso(clock.base - 90 * DAY),
      updatedAt: iso(clock.base - 12 * DAY),
      ...(_usedBy && { _usedBy }),
    });
    addContents(organization, answer, entry);
    return answer.id;
  });
  const sections = [
    { id: newId(), name: 'Orders', answerIds: made.slice(0, 2) },
    { id: newId(), name: 'Account', answerIds: made.slice(2, 3) },
  ];
  const { id: helpCenter } = helpCenters.add({ name: 'Help', sections });
  Object.assign(landmarks, {
    helpCenter,
    answerInHelpCenter: made[0],
    answerInRules: made[5],
    answerInThread: made[6],
    freeAnswer: made[7],
  });
}
