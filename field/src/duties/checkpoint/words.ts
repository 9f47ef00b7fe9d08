/** The words of the lane. */

import { words } from "../../words";

export const checkpointWords = words({
  title: { zh: "卡点", en: "Checkpoint" },
  lead: { zh: "查验人员和车辆", en: "Check people and vehicles" },
  passed: { zh: "放行 {n} 人", en: "{n} passed" },
  no_post: {
    zh: "手机上还没有您的卡点名单。请联网一次。",
    en: "This phone has no list of your posts yet. Connect once.",
  },
  which: { zh: "在哪个卡点", en: "At which post" },
  change: { zh: "换卡点", en: "Another post" },
  one_passes: { zh: "一人通过", en: "One person passes" },
  together: { zh: "同车人数", en: "In one vehicle" },
  emergency: { zh: "紧急：立即放行", en: "Emergency: pass at once" },
});
