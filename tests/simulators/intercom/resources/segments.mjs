/** Whether a contact or company is in a segment, by the segment's rule. */
export function inSegment({ _rule: rule }, record) {
  if (record.type !== rule.type) return false;
  if (rule.role) return record.role === rule.role;
  if (rule.tag_id) return record._tags.some(({ id }) => id === rule.tag_id);
  return record.monthly_spend >= rule.monthly_spend;
}

export const membersOf = (workspace, segment) =>
  [...workspace.contacts.list(), ...workspace.companies.list()].filter((record) => inSegment(segment, record)).length;
