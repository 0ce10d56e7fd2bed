package io.sluice.loadtest.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Where the live view goes: redrawn in place on a terminal that is wide enough, else a line every second. Confined to one
 * thread.
 */
final class Screen {
    private static final int PLAIN_EVERY_MILLIS = 1_000;

    private final PrintWriter out;
    private final boolean redraws;
    private int linesDrawn;
    private long lastLineMillis = Long.MIN_VALUE / 2;

    Screen(PrintWriter out, boolean redraws) {
        this.out = out;
        this.redraws = redraws;
    }

    /** The screen that this process was started on. */
    static Screen of(PrintWriter out, Map<String, String> environment) {
        String terminal = environment.getOrDefault("TERM", "dumb");
        return new Screen(out, !terminal.equals("dumb") && isTerminal() && columns() >= LiveView.COLUMNS);
    }

    void show(LiveView view, Frame frame) {
        if (redraws) {
            draw(view.picture(frame));
        } else if (frame.elapsedMillis() - lastLineMillis >= PLAIN_EVERY_MILLIS) {
            lastLineMillis = frame.elapsedMillis();
            out.println(view.line(frame));
            out.flush();
        }
    }

    /** Says something that stays: below the picture, or as a line of its own. */
    void note(LiveView view, String what) {
        view.note(what);
        if (!redraws) {
            out.println(what);
            out.flush();
        }
    }

    private void draw(List<String> lines) {
        StringBuilder text = new StringBuilder(2000);
        if (linesDrawn > 0) {
            text.append("\u001b[").append(linesDrawn).append('A');
        }
        lines.forEach(line -> text.append('\r').append(line).append("\u001b[K\n"));
        linesDrawn = lines.size();
        out.print(text);
        out.flush();
    }

    /** Asks the shell: {@code System.console()} answers differently from JDK to JDK. No shell, no terminal. */
    private static boolean isTerminal() {
        try {
            Process test = new ProcessBuilder("sh", "-c", "test -t 0 && test -t 1")
                    .inheritIO()
                    .start();
            return test.waitFor(1, TimeUnit.SECONDS) && test.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The terminal's width; 80 where it does not tell, as terminals have been since the punched card. */
    private static int columns() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            stty.waitFor(1, TimeUnit.SECONDS);
            int columns = Integer.parseInt(size.substring(size.indexOf(' ') + 1));
            return columns == 0 ? 80 : columns;
        } catch (IOException | NumberFormatException e) {
            return 80;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 80;
        }
    }
}
