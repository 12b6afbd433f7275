/**
 * Sends one file to our server. No DOM; `Request` (an XMLHttpRequest: it tells
 * the progress, which fetch does not) is handed in.
 */

const PATIENCE = 15 * 60_000; // milliseconds for the whole file

/** What a visitor may choose; the server looks at the content itself. */
export const ACCEPT = [
  "image/*", "video/mp4", "video/webm", "video/quicktime",
  ".pdf", ".txt", ".csv", ".doc", ".docx", ".xls", ".xlsx",
].join(",");

export const LARGEST = 64 * 1024 * 1024;

/**
 * Starts the upload and returns {done, cancel}. `done` resolves to the file as
 * the server knows it, or rejects with {reason}; the same `clientId` again is
 * the same upload.
 */
export function startUpload({ websiteToken, visitorToken, clientId, file, onProgress, Request = XMLHttpRequest }) {
  const asked = new URLSearchParams({ website_token: websiteToken, client_id: clientId, file_name: file.name });
  const request = new Request();
  const done = new Promise((resolve, reject) => {
    const fail = (reason) => reject({ reason });
    if (!file.size) return fail("FILE_EMPTY");
    if (file.size > LARGEST) return fail("FILE_TOO_LARGE");
    request.open("POST", `/webchat/files?${asked}`);
    request.setRequestHeader("authorization", `Bearer ${visitorToken}`);
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.timeout = PATIENCE;
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      const answer = parsed(request.responseText);
      if (request.status === 201 && answer.id) resolve(answer);
      else fail(answer.reason || "UNAVAILABLE");
    };
    request.onerror = request.ontimeout = () => fail("UNAVAILABLE");
    request.onabort = () => fail("CANCELLED");
    request.send(file);
  });
  return { done, cancel: () => request.abort() };
}

function parsed(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
