// Validates the descriptions a hub gives out, by validators that others keep: node descriptions.mjs openapi.json asyncapi.json.
// Prints one line of JSON, {"openapi": [faults], "asyncapi": [faults]}.
import { readFile } from 'node:fs/promises';
import { Validator } from '@seriousme/openapi-schema-validator';
import asyncapi from '@asyncapi/parser';

const [, , openapiFile, asyncapiFile] = process.argv;

async function openapiFaults(text) {
  const validator = new Validator();
  const result = await validator.validate(JSON.parse(text));
  if (result.valid && validator.version !== '3.1') {
    return [`it is of version ${validator.version}`];
  }
  return result.valid ? [] : [result.errors].flat().map((error) => (typeof error === 'string' ? error : JSON.stringify(error)));
}

async function asyncapiFaults(text) {
  const parser = new asyncapi.Parser();
  const { document, diagnostics } = await parser.parse(text);
  // 0 is an error and 1 a warning; the rest are hints, such as that there is no contact.
  const faults = diagnostics.filter((each) => each.severity <= 1).map((each) => `${each.path.join('/')}: ${each.message}`);
  if (faults.length === 0 && (document.version() !== '3.0.0' || document.allOperations().length === 0)) {
    return [`it is of version ${document.version()} with ${document.allOperations().length} operations`];
  }
  return faults;
}

const faults = {
  openapi: await openapiFaults(await readFile(openapiFile, 'utf8')),
  asyncapi: await asyncapiFaults(await readFile(asyncapiFile, 'utf8')),
};
process.stdout.write(`${JSON.stringify(faults)}\n`);
