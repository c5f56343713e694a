// Written by `scripts/sync-version.mjs`: reading package.json would tie the build to its place.
export const version: string = '0.0.0';
