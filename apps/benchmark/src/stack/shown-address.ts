/** An endpoint's address as it may be kept and shown: without the name, the password and the query that it may carry. */
export const shownAddress = (address: string): string => {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  url.search = '';
  return url.href;
};
