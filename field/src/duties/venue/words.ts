/** What a head-count says, in both languages. */

import { words } from "../../words";

export const W = words({
  title: { zh: "场所点数", en: "Head-count" },
  lead: { zh: "市场、车间、食堂、会场：现有多少人", en: "Markets, workshops, canteens, halls: how many are inside" },
  choose: { zh: "在哪个场所点数？", en: "Where do you count?" },
  none: { zh: "您的区域内没有登记的场所。有网络后会自动更新。", en: "No place is listed in your area. It is looked for again when there is a network." },
  find: { zh: "按名称查找", en: "Find by name" },
  holds: { zh: "容量 {n} 人", en: "Room for {n}" },
  last: { zh: "上次 {n} 人（{at}）", en: "{n} at {at}" },
  never: { zh: "还没有点数", en: "Not counted yet" },
  present: { zh: "现有人数", en: "People inside now" },
  on_paper: { zh: "其中填纸条的（自上次点数）", en: "Came with paper since the last count" },
  problem: { zh: "请填 0 到 {most} 的整数", en: "Please enter a whole number from 0 to {most}" },
  record: { zh: "记录点数", en: "Record the count" },
  over: { zh: "超过容量：请告知场所负责人。不赶人。", en: "Over capacity: tell whoever runs the place. Nobody is turned away." },
  call: { zh: "致电主体单位 {phone}", en: "Call the owner {phone}" },
  told: { zh: "{n} 人", en: "{n} people" },
  back: { zh: "返回", en: "Back" },
});
