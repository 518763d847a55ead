// Says what the jar holds of others: the pages' npm packages as CycloneDX, and everything together as a list for people.
// node bill.mjs LOCK_FILE JAVA_SBOM NPM_SBOM LIST; the same input gives the same bytes.
// JAVA_SBOM is made online only; a jar that is built offline, which no release is, lacks all three.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const [lockFile, javaSbom, npmSbom, list] = process.argv.slice(2);
if (!existsSync(javaSbom)) {
  console.log(`${javaSbom} is not there, as Maven is offline: the jar will not say what it is made of`);
  process.exit(0);
}
const lock = JSON.parse(readFileSync(lockFile, 'utf8'));
const NAME = /^node_modules\//;

/** A package of the lock file as a CycloneDX component; only what is installed at the top is expected. */
function component([path, { version, license, integrity }]) {
  const full = path.replace(NAME, '');
  if (full.includes('node_modules/')) throw new Error(`${path}: one version of each package is expected`);
  const [group, name] = full.startsWith('@') ? full.split('/') : [undefined, full];
  const purl = `pkg:npm/${full.replace('@', '%40')}@${version}`;
  const terms = license ?? JSON.parse(readFileSync(new URL(`${path}/package.json`, base()), 'utf8')).license ?? licenseOld(path);
  return {
    type: 'library', 'bom-ref': purl, ...(group && { group }), name, version,
    licenses: [/ (OR|AND) /.test(terms) ? { expression: terms } : { license: { id: terms } }],
    hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex') }],
    purl,
  };
}

/** Older packages list their licences as objects. */
function licenseOld(path) {
  const { licenses } = JSON.parse(readFileSync(new URL(`${path}/package.json`, base()), 'utf8'));
  if (licenses?.length !== 1) throw new Error(`${path}: no single licence is named`);
  return licenses[0].type;
}

function base() {
  return new URL('.', new URL(lockFile, `file://${process.cwd()}/`));
}

/** A component on a line: what it is, which version, under what. */
function line({ group, name, version, licenses }, separator) {
  const terms = (licenses ?? []).map(({ license, expression }) => expression ?? license.id ?? license.name);
  return `${group ? group + separator : ''}${name} ${version}: ${terms.join(' or ')}`;
}

const pages = Object.entries(lock.packages).filter(([path]) => path).map(component);
writeFileSync(npmSbom, JSON.stringify({
  bomFormat: 'CycloneDX', specVersion: '1.6', version: 1,
  metadata: { component: { type: 'application', 'bom-ref': lock.name, name: lock.name, version: lock.version } },
  components: pages,
}, null, 2) + '\n');

const java = JSON.parse(readFileSync(javaSbom, 'utf8')).components.filter(({ group }) => group !== 'dev.maestro');
const unnamed = [...java, ...pages].filter(({ licenses }) => !licenses?.length);
if (unnamed.length) throw new Error(`no licence is known of ${unnamed.map(({ name }) => name).join(', ')}`);
writeFileSync(list, [
  'What Maestro Hub contains of others, with its version and licence.', '',
  'Java libraries', ...[...new Set(java.map(each => line(each, ':')))].sort(), '',
  'npm packages of the pages', ...pages.map(each => line(each, '/')).sort(), '',
].join('\n'));
