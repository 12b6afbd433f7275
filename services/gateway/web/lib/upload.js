/** Uploads one file with its progress; `fetch` cannot tell how far a body got. */
import { ApiError } from "./api.js";

/**
 * @param {object} options
 * @param {() => string | undefined} options.csrf the token for changes
 * @param {() => XMLHttpRequest} [options.request] makes a request; for tests
 */
export function createUpload({ csrf, request = () => new XMLHttpRequest() }) {
  /**
   * @param {Blob} blob
   * @param {{ query: object, key: string, signal?: AbortSignal, onProgress?: (part: number) => void }} options
   * @returns {Promise<object>} the attachment; throws an `ApiError`, `CANCELLED` when it was taken back
   */
  return function upload(blob, { query, key, signal, onProgress = () => {} }) {
    return new Promise((resolve, reject) => {
      const call = request();
      const fail = (status, reason, facts) => reject(new ApiError(status, reason, facts));
      if (signal?.aborted) return fail(0, "CANCELLED");
      call.open("POST", `/api/v1/media?${new URLSearchParams(query)}`);
      call.setRequestHeader("accept", "application/json");
      call.setRequestHeader("content-type", blob.type || "application/octet-stream");
      call.setRequestHeader("idempotency-key", key);
      if (csrf()) call.setRequestHeader("x-csrf-token", csrf());
      call.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
      call.onerror = () => fail(0, "OFFLINE");
      call.onabort = () => fail(0, "CANCELLED");
      call.onload = () => {
        const found = parsed(call.responseText);
        if (call.status >= 200 && call.status < 300 && found) resolve(found);
        else fail(call.status, found?.reason ?? "UNKNOWN", found ?? {});
      };
      signal?.addEventListener("abort", () => call.abort(), { once: true });
      call.send(blob);
    });
  };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
