/** Reads server-sent events out of pieces of text, as the HTML standard defines them. */

/**
 * Returns a function that takes the next piece and gives the frames it completed.
 *
 * @returns {(piece: string) => {id: string | null, event: string, data: string}[]}
 */
export function createParser() {
  let rest = "";

  return function push(piece) {
    const blocks = (rest + piece).replaceAll("\r\n", "\n").split("\n\n");
    rest = blocks.pop() ?? "";
    return blocks.map(frame).filter((found) => found.data !== null);
  };
}

function frame(block) {
  const found = { id: null, event: "message", data: null };
  for (const line of block.split("\n")) {
    const [, name, value] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (name === "data") found.data = found.data === null ? value : `${found.data}\n${value}`;
    if (name === "id") found.id = value;
    if (name === "event") found.event = value;
  }
  return found;
}
