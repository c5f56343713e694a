exports.empty = () => {};
exports.millisecond = () => {
  const end = performance.now() + 1;
  while (performance.now() < end);
};
