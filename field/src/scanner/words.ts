import { words } from "../words";

export const W = words({
  scan: { zh: "扫码", en: "Scan a code" },
  hold: { zh: "将二维码放入框内", en: "Hold the code inside the frame" },
  starting: { zh: "正在打开相机……", en: "Opening the camera …" },
  light_on: { zh: "打开手电", en: "Light on" },
  light_off: { zh: "关闭手电", en: "Light off" },
  close: { zh: "关闭", en: "Close" },
  try_again: { zh: "再试一次", en: "Try again" },
  denied: { zh: "不能使用相机", en: "The camera may not be used" },
  denied_what: {
    zh: "请在手机的网站设置中允许本页使用相机。在此之前，可输入回执编号或用纸质材料，照常查验。",
    en: "Allow this page to use the camera in the phone's settings for sites. Until then type the number, or use paper: work goes on.",
  },
  none: { zh: "没有找到相机", en: "No camera was found" },
  none_what: {
    zh: "可输入回执编号，或用纸质材料，照常查验。",
    en: "Type the number, or use paper: work goes on.",
  },
  busy: { zh: "相机正被其他应用使用", en: "Another app is using the camera" },
  busy_what: { zh: "请关闭其他应用后再试。", en: "Close it, then try again." },
  no_reader: { zh: "扫码程序未能载入", en: "The reader of codes could not be loaded" },
  no_reader_what: {
    zh: "连上网络打开一次即可离线使用。现在可输入回执编号，或用纸质材料。",
    en: "Open it once with a network; it then works without. For now type the number, or use paper.",
  },
});
