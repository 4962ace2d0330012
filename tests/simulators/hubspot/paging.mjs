import { invalid } from './errors.mjs';

/** How many records a page may have: at most, and when nobody says. */
export function sizeOf(limit, max, usual = 10) {
  const size = limit ?? usual;
  if (size < 1 || size > max) throw invalid(`Invalid limit: ${size}. It must be between 1 and ${max}.`);
  return size;
}

/** `paging` of an answer: absent on the last page. */
export const pagingOf = (after, url) => ({ paging: { next: { after, link: `${url.origin}${url.pathname}?after=${after}` } } });

/** One page in the order of `records`; `after` is the id of the last record that was given out. */
export function pageOf(records, { query, url }, { max = 100, usual = 10, view = (record) => record } = {}) {
  const size = sizeOf(query.limit, max, usual);
  let start = 0;
  if (query.after !== undefined) {
    start = records.findIndex(({ id }) => id === query.after) + 1;
    if (start === 0) throw invalid(`Invalid after: ${query.after}`);
  }
  const page = records.slice(start, start + size);
  const hasMore = records.length > start + size;
  return { results: page.map(view), ...(hasMore && pagingOf(page.at(-1).id, url)) };
}
