package io.sluice.loadtest.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LiveViewTest {
    private final LiveView view = new LiveView(30_000, 3, 1_000);
    private final StringWriter printed = new StringWriter();

    @Test
    void fitsTheTerminalHoweverLargeTheNumbers() {
        for (int i = 0; i < 200; i++) {
            List<String> lines = view.picture(frame(i * 250L, 9_999_999));
            assertTrue(
                    lines.stream().allMatch(line -> line.length() <= LiveView.COLUMNS), () -> String.join("\n", lines));
        }
    }

    @Test
    void showsADashForWhatNobodyTells() {
        String line =
                view.line(new Frame(0, 0, 0, 0, 0, 0, 0, 0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0));

        assertTrue(line.contains("backlog –"), line);
    }

    @Test
    void redrawsInPlaceOnATerminal() {
        Screen screen = new Screen(new PrintWriter(printed, true), true);

        screen.show(view, frame(0, 1));
        screen.show(view, frame(250, 2));

        assertEquals(1, printed.toString().split("\u001b\\[6A", -1).length - 1);
    }

    @Test
    void printsOneLineASecondElsewhere() {
        Screen screen = new Screen(new PrintWriter(printed, true), false);

        for (int i = 0; i < 12; i++) {
            screen.show(view, frame(i * 250L, i));
        }

        assertEquals(3, printed.toString().lines().count());
    }

    private static Frame frame(long millis, long count) {
        return new Frame(millis, count, count, 0, 0, 12, count, count, count, 998, count, 9.9, 10.1, 3);
    }
}
