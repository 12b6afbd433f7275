/** Records the microphone, and tells how loud it is. */

const TYPES = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"]; // the first that the browser can make
const ENDS = { "audio/ogg": "ogg", "audio/webm": "webm", "audio/mp4": "m4a" };

/** Whether this browser can record at all. */
export function canRecord() {
  return Boolean(navigator.mediaDevices?.getUserMedia && globalThis.MediaRecorder);
}

/**
 * Asks for the microphone and begins. Throws what the browser throws; see `refusal`.
 *
 * @returns {Promise<{ level: () => number, seconds: () => number, stop: () => Promise<File>, cancel: () => void }>}
 */
export async function record() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, mimeType ? { mimeType, audioBitsPerSecond: 32000 } : {});
  const pieces = [];
  const begun = performance.now();
  const meter = createMeter(stream);
  recorder.ondataavailable = ({ data }) => data.size && pieces.push(data);
  recorder.start(1000);

  function release() {
    meter.close();
    for (const track of stream.getTracks()) track.stop();
  }

  return {
    level: meter.level,
    seconds: () => (performance.now() - begun) / 1000,
    stop: () => new Promise((done) => {
      recorder.onstop = () => {
        release();
        const type = recorder.mimeType.split(";")[0] || "audio/webm";
        done(new File(pieces, `voice.${ENDS[type] ?? "webm"}`, { type: recorder.mimeType }));
      };
      recorder.stop();
    }),
    cancel() {
      if (recorder.state !== "inactive") recorder.stop();
      release();
    },
  };
}

function createMeter(stream) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 256;
  const samples = new Uint8Array(analyser.fftSize);
  context.createMediaStreamSource(stream).connect(analyser);
  return {
    /** How loud it is now, 0 to 1. */
    level() {
      analyser.getByteTimeDomainData(samples);
      const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample - 128)), 0);
      return Math.min(1, loudest / 90);
    },
    close: () => context.close(),
  };
}

/** Why there is no recording, as a reason that has a text. */
export function refusal(error) {
  if (error?.name === "NotAllowedError" || error?.name === "SecurityError") return "MICROPHONE_DENIED";
  return error?.name === "NotFoundError" ? "MICROPHONE_MISSING" : "MICROPHONE_BUSY";
}
