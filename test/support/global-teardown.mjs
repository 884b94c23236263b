export default async () => {
  await globalThis.turnoutPostgres?.stop();
};
