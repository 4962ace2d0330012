// The part of package-lock.json that some dependencies need, so that what was tested here is what is installed there.

/** Where `name` is found from `place`, a key of the lock's `packages`, as Node looks for it. */
function found(packages, place, name) {
  for (let from = place; ; from = from.slice(0, Math.max(from.lastIndexOf('/node_modules/'), 0))) {
    const path = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`;
    if (packages[path]) return path;
    if (from === '') return undefined;
  }
}

/** The lock of a package of this manifest, whose dependencies are among those that `lock` has. */
export function lockOf(manifest, lock) {
  const kept = new Set();
  const queue = [['', Object.keys(manifest.dependencies)]];
  for (const [place, names] of queue) {
    for (const name of names) {
      const path = found(lock.packages, place, name);
      // Optional peers that nobody asked for are in no lock.
      if (path === undefined || kept.has(path)) continue;
      kept.add(path);
      const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = lock.packages[path];
      const peers = Object.keys(peerDependencies).filter((peer) => !peerDependenciesMeta[peer]?.optional);
      queue.push([path, [...Object.keys(dependencies), ...Object.keys(optionalDependencies), ...peers]]);
    }
  }
  // Here they are for development; there they are not.
  const entry = (path) => {
    const { dev, devOptional, ...rest } = lock.packages[path];
    return rest;
  };
  const { name, version, license, bin, engines, dependencies } = manifest;
  return {
    name,
    version,
    lockfileVersion: lock.lockfileVersion,
    requires: true,
    packages: { '': { name, version, license, dependencies, bin, engines }, ...Object.fromEntries([...kept].sort().map((path) => [path, entry(path)])) },
  };
}
