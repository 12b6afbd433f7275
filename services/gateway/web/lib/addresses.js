/** Addresses of files in memory, and the files behind them: the policy of the page lets no script fetch them. */

const blobs = new Map();

export function makeAddress(blob) {
  const address = URL.createObjectURL(blob);
  blobs.set(address, blob);
  return address;
}

export function freeAddress(address) {
  blobs.delete(address);
  URL.revokeObjectURL(address);
}

/** The file behind an address; undefined for one of the server. */
export function blobAt(address) {
  return blobs.get(address);
}
