/**
 * What is wrong with the page as it is drawn now, one sentence each: the part of WCAG 2.2 that a machine can see.
 */
() => {
  const TEXT_CONTRAST_MIN = 4.5;
  const PART_CONTRAST_MIN = 3;
  const TARGET_PIXELS_MIN = 44;
  const defects = [];
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  /** Any CSS colour as red, green, blue and opacity. */
  function channels(colour) {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = paint.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  }

  function luminance([red, green, blue]) {
    const [r, g, b] = [red, green, blue].map((channel) => {
      const share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  /** The nearest colour behind; none of ours is half transparent. */
  function behind(element) {
    for (let at = element; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      if (colour[3] === 1) return colour;
    }
    return [255, 255, 255, 1];
  }

  function said(element) {
    const labels = element.labels?.length ? Array.from(element.labels) : [element];
    return element.getAttribute("aria-label") ?? labels.map((label) => label.textContent).join(" ");
  }

  const shown = Array.from(document.body.querySelectorAll("*")).filter(
    (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".unseen, svg"),
  );
  for (const element of shown) {
    const words = Array.from(element.childNodes, (n) => (n.nodeType === Node.TEXT_NODE ? n.data.trim() : "")).join("");
    const ratio = contrast(channels(getComputedStyle(element).color), behind(element));
    if (words && !element.disabled && ratio < TEXT_CONTRAST_MIN) {
      defects.push(`"${words}" has a contrast of ${ratio.toFixed(2)}`);
    }
  }
  for (const control of shown.filter((element) => element.matches("a, button, input"))) {
    const name = said(control).trim();
    if (!name) defects.push(`a control has no name: ${control.outerHTML}`);
    const box = (control.type === "checkbox" ? control.closest("label") : control).getBoundingClientRect();
    if (!control.matches("a") && box.height < TARGET_PIXELS_MIN) defects.push(`"${name}" is ${box.height} pixels high`);
    const line = control.matches(".quiet") ? control : control.closest(".stepper, label");
    const ratio = line && contrast(channels(getComputedStyle(line).borderTopColor), behind(line));
    if (ratio && ratio < PART_CONTRAST_MIN) defects.push(`the line around "${name}" has a contrast of ${ratio.toFixed(2)}`);
  }
  const ids = Array.from(document.querySelectorAll("[id]"), (element) => element.id);
  ids.filter((id, index) => ids.indexOf(id) !== index).forEach((id) => defects.push(`two elements are called ${id}`));
  const heads = shown.filter((element) => element.matches("h1"));
  if (heads.length !== 1) defects.push(`there are ${heads.length} main headings`);
  if (document.querySelectorAll("main").length !== 1) defects.push("there is not one main part");
  if (!document.documentElement.lang) defects.push("the language is not named");
  if (!document.querySelector('[role="status"]')) defects.push("nothing is announced");
  if (document.documentElement.scrollWidth > innerWidth) defects.push("it is wider than the screen");
  return defects;
}
