import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { validateXML } from 'xmllint-wasm';

const folder = resolve(import.meta.dirname, '../../../../shared/data');

/** The real agenda and the schemas of the frab format are not part of the project; where they are missing, tests of them are skipped, and say so. */
export const sharedDataIsHere = existsSync(resolve(folder, 'schedule.xml.xsd'));
if (!sharedDataIsHere)
  console.warn(`SKIPPED: no ${folder}, so neither the real camp nor the schemas of its format are tested`);

export const sharedText = (name: string): string => readFileSync(resolve(folder, name), 'utf8');

/** What the XML Schema of the format has against any of these. One run of xmllint takes a second, however many there are. */
export async function faultsOfXml(...schedules: string[]): Promise<string[]> {
  const { errors } = await validateXML({
    xml: schedules.map((contents, index) => ({ fileName: `${index}.xml`, contents })),
    schema: [{ fileName: 'schedule.xsd', contents: sharedText('schedule.xml.xsd') }],
  });
  return errors.map((error) => error.rawMessage);
}

let check: ValidateFunction | undefined;

/** What the JSON schema of the format has against a schedule.json. */
export function faultsOfJson(schedule: unknown): string[] {
  check ??= compiled();
  check(schedule);
  return (check.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

function compiled(): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: true, formats });
  ajv.addMetaSchema(
    JSON.parse(readFileSync(resolve('node_modules/ajv/lib/refs/json-schema-draft-06.json'), 'utf8')) as object,
  );
  return ajv.compile(JSON.parse(sharedText('schedule.schema.json')) as object);
}

const formats = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  uri: (text: string) => URL.canParse(text),
  color: /^#/,
};
