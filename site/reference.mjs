// @ts-check
// Makes docs/api, the reference, from the doc comments of the sources; and docs/packages, a page for each README. Git keeps
// neither.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Application, ReflectionKind } from 'typedoc';
import { published } from './published.mjs';

const docs = fileURLToPath(new URL('../docs', import.meta.url));
const packages = published();

rmSync(`${docs}/packages`, { recursive: true, force: true });
mkdirSync(`${docs}/packages`);
for (const { folder } of packages) {
  const page = `---\neditLink: false\n---\n\n<!--@include: ../../packages/${folder}/README.md-->\n`;
  writeFileSync(`${docs}/packages/${folder}.md`, page);
}

const app = await Application.bootstrapWithPlugins(
  /** @type {Partial<import('typedoc').TypeDocOptions>} */ ({
    entryPoints: packages.flatMap(({ entries }) => entries.map(({ source }) => source)),
    tsconfig: fileURLToPath(new URL('tsconfig.reference.json', import.meta.url)),
    plugin: ['typedoc-plugin-markdown'],
    readme: 'none',
    out: `${docs}/api`,
    router: 'module',
    excludeInternal: true,
    excludePrivate: true,
    excludeExternals: true,
    groupOrder: ['Functions', 'Variables', 'Classes', '*'],
    disableSources: true,
    treatWarningsAsErrors: true,
    entryFileName: 'index',
    hideBreadcrumbs: true,
    hidePageHeader: true,
    useCodeBlocks: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
  }),
);
const project = await app.convert();
if (project === undefined) throw new Error('The sources could not be read');
for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
  module.name = module.name.replace('/src', '');
}
await app.generateOutputs(project);
for (const { folder, name, entries } of packages) {
  for (const { name: entry } of entries) {
    const path = entry === '' ? folder : `${folder}/${entry}`;
    const title = entry === '' ? name : `${name}/${entry}`;
    const page = `${docs}/api/${path}.md`;
    // The names of modules make the paths of pages, so titles are set afterwards.
    writeFileSync(page, readFileSync(page, 'utf8').replace(/^# .*/, `# ${title}`));
  }
}
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exitCode = 1;
