package io.sluice.loadtest.report;

import java.util.List;

/**
 * One plot with what a reader needs to understand it.
 *
 * @param caption one or two sentences: what is seen, and what one should see
 * @param legend the series in the order in which they are drawn
 */
record Figure(String title, String caption, List<Legend> legend, Plot plot) {

    /**
     * One entry of the legend.
     *
     * @param style the style sheet's classes, as in the plot
     */
    record Legend(String style, String text) {}
}
