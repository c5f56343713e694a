// @ts-check

/** Ten values for a log line, of one kind each, as services log them. */
export const tenValues = () => ({
  order: 17,
  customer: 'c-4711',
  isPaid: true,
  total: 4.2,
  currency: 'EUR',
  coupon: null,
  warehouse: 'north',
  items: 3,
  carrier: 'post',
  attempt: 1,
});
