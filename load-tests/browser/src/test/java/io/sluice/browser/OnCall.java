package io.sluice.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** Somebody on call with the console open. Confined to one thread. */
final class OnCall extends Visitor {
    private OnCall(Chromium chromium, Browser.NewContextOptions options) {
        super(chromium, options);
    }

    static OnCall with(Chromium chromium, Browser.NewContextOptions options) {
        return new OnCall(chromium, options);
    }

    OnCall looking(ShopSystem system) {
        open(system.console());
        reads("linkText", "^live$");
        return this;
    }

    OnCall unlocking(String token, String operator) {
        element("token").fill(token);
        element("operator").fill(operator);
        button("Unlock").click();
        return this;
    }

    void sees(String sentence) {
        reads("sentence", sentence);
    }

    Locator button(String name) {
        return page().getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Pixels of the chart that are drawn in the colour of this line. */
    int pixels(String line) {
        return ((Number) page().evaluate("""
                        (line) => {
                          const wanted = document.createElement("canvas").getContext("2d");
                          wanted.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--line-" + line);
                          wanted.fillRect(0, 0, 1, 1);
                          const [red, green, blue] = wanted.getImageData(0, 0, 1, 1).data;
                          const canvas = document.querySelector("#flowPlot canvas");
                          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
                          let count = 0;
                          for (let at = 0; at < data.length; at += 4) {
                            const off = Math.abs(data[at] - red) + Math.abs(data[at + 1] - green) + Math.abs(data[at + 2] - blue);
                            if (data[at + 3] > 200 && off < 12) count++;
                          }
                          return count;
                        }""", line)).intValue();
    }
}
