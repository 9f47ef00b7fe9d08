/** The phone's camera: opened for the scanner, closed with it, and every way in which it may not be there. */

/**
 * denied: the worker or the phone's owner said no. none: there is no camera, or this page may not have one.
 * busy: another app holds it.
 */
export type CameraFault = "denied" | "none" | "busy";

export class NoCamera extends Error {
  constructor(readonly fault: CameraFault) {
    super(fault);
    this.name = "NoCamera";
  }
}

export interface Camera {
  /** Null where the phone has no light that a page can turn on. */
  readonly torch: ((on: boolean) => Promise<void>) | null;
  close(): void;
}

/** Show the camera in `video`. Throws NoCamera. */
export async function openCamera(video: HTMLVideoElement): Promise<Camera> {
  if (navigator.mediaDevices?.getUserMedia === undefined) throw new NoCamera("none");
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
    });
  } catch (error) {
    throw new NoCamera(faultOf(error));
  }
  const close = () => stream.getTracks().forEach((track) => track.stop());
  try {
    video.srcObject = stream;
    await video.play();
  } catch (error) {
    close(); // the screen was left before the picture came
    throw error;
  }
  return { torch: torchOf(stream.getVideoTracks()[0]), close };
}

function faultOf(error: unknown): CameraFault {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  return name === "NotReadableError" || name === "AbortError" ? "busy" : "none";
}

function torchOf(track: MediaStreamTrack | undefined): Camera["torch"] {
  // `torch` is of the draft on image capture and not yet in the types
  const able = track?.getCapabilities?.() as (MediaTrackCapabilities & { torch?: boolean }) | undefined;
  if (track === undefined || able?.torch !== true) return null;
  return (on) => track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
}
