/** How the TypeScript client is made from openapi.json: typed functions over fetch, no dependency at run time. */
export default {
  input: './openapi/openapi.json',
  output: { path: './openapi/client', importFileExtension: '.ts' },
  plugins: ['@hey-api/typescript', { name: '@hey-api/sdk', operations: { strategy: 'flat' } }, '@hey-api/client-fetch'],
};
