import './typescript.ts';

const { prepare } = await import('./template.ts');

export default prepare;
