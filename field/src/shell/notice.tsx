/** What a duty has to tell while another one is on the screen. It stays until it is read. */

import { say } from "./look";
import { changeStatus, useStatus } from "./status";
import { shellWords } from "./words";

export function NoticeBar() {
  const { notice, who } = useStatus();
  if (notice === null || who === null) return null;
  const read = (): void => changeStatus({ notice: null });
  return (
    <div class="note notice" role="alert">
      <p><span aria-hidden="true">▲ </span>{notice.text}</p>
      <div class="pair">
        <a class="button" href={notice.place} onClick={read}>{say(shellWords.look)}</a>
        <button type="button" class="button second" onClick={read}>{say(shellWords.understood)}</button>
      </div>
    </div>
  );
}
