const cell = (value) => {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** CSV text; nothing at all, not even a header, where there are no rows, as the vendor is said to answer. */
export function toCsv(columns, rows) {
  if (rows.length === 0) return '';
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
