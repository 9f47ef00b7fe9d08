/** From a camera's picture to the text of a QR code. The reader is large and fetched when a camera is opened first. */

import wasm from "zxing-wasm/reader/zxing_reader.wasm?url";

/** Pixels of the side that is looked at: enough for a code of version 15 held at arm's length, quick on a cheap phone. */
const SIDE = 640;

export interface Frame {
  readonly text: string;
  /** When the camera took the picture, on the clock of performance.now(). */
  readonly takenAt: number;
}

type Reader = typeof import("zxing-wasm/reader");
let loading: Promise<Reader> | null = null;

/** Fetch and prepare the reader; call it early, so that the first code does not wait for it. */
export function prepareReader(): Promise<Reader> {
  loading ??= load().catch((error) => {
    loading = null; // the next try may find a network
    throw error;
  });
  return loading;
}

async function load(): Promise<Reader> {
  const reader = await import("zxing-wasm/reader");
  // ours, not the one on somebody's network that the package would fetch
  await reader.prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  return reader;
}

/** Looks at the video until it is stopped; each code that is in the picture is told, also again. */
export function watch(video: HTMLVideoElement, tell: (frame: Frame) => void, fail: (error: unknown) => void): () => void {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true })!;
  let stopped = false;
  let looks = 0;
  const look = async (takenAt: number): Promise<void> => {
    if (stopped) return;
    try {
      const text = await textIn(video, canvas, pen, looks++ % 3 === 2);
      if (text !== null && !stopped) tell({ text, takenAt });
    } catch (error) {
      stopped = true;
      fail(error);
    }
    next();
  };
  const next = (): void => {
    if (stopped) return;
    if ("requestVideoFrameCallback" in video) {
      video.requestVideoFrameCallback((now, frame) => void look(frame.captureTime ?? now));
    } else {
      setTimeout(() => void look(performance.now()), 60);
    }
  };
  next();
  return () => {
    stopped = true;
  };
}

/** The square in the middle of the picture, where the frame on the screen is; every third look tries harder. */
async function textIn(
  video: HTMLVideoElement,
  canvas: HTMLCanvasElement,
  pen: CanvasRenderingContext2D,
  hard: boolean,
): Promise<string | null> {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0) return null; // no picture yet
  const square = Math.min(width, height);
  canvas.width = canvas.height = Math.min(square, SIDE);
  pen.drawImage(video, (width - square) / 2, (height - square) / 2, square, square, 0, 0, canvas.width, canvas.height);
  const reader = await prepareReader();
  const found = await reader.readBarcodes(pen.getImageData(0, 0, canvas.width, canvas.height), {
    formats: ["QRCode"],
    maxNumberOfSymbols: 1,
    tryHarder: hard,
    tryInvert: hard,
  });
  return found[0]?.isValid ? found[0].text : null;
}
